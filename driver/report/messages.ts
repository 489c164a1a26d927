import type { ErrorValue } from '../model/errors';
import { namesMayRemain, neverInReports, type ReportPart } from '../model/report';

export const tooSlow = (where: string): ErrorValue => ({
  kind: 'transient',
  code: 'REPORT_TOO_SLOW',
  what: 'The report could not be saved.',
  where,
  why: 'The disk has not taken anything for a minute.',
  next: 'Choose a folder on another disk, or try again.',
});

/** The first thing to read in a report. */
export function readme(
  parts: readonly ReportPart[],
  { placeholders, at }: { placeholders: boolean; at: string },
): string {
  return [
    `A report for support, made by Rockpool on ${at}.`,
    '',
    'It holds:',
    ...parts.map(({ name, says }) => `- ${name}: ${says}`),
    '',
    `It does not hold: ${neverInReports}. Where a text had something of that, it has "…".`,
    '',
    placeholders
      ? `Names of users, addresses and projects are replaced: user-1, address-2, project-1. The same name has the same placeholder in all files. ${namesMayRemain}`
      : 'Names of users and addresses are in it as they are.',
    '',
  ].join('\n');
}
