import { Refusal } from './refusal';

/**
 * What a call asks for in `OpenStack-API-Version: compute 2.93`.
 * @returns the minor number; the least one where nothing is asked for
 * @throws {Refusal} 400 where it can't be read, 406 where the service doesn't go so far
 */
export function microversion(
  header: string | undefined,
  service: string,
  major: number,
  least: number,
  most: number,
): number {
  const asked = new RegExp(`(?:^|,)\\s*${service}\\s+(\\S+)`).exec(header ?? '')?.[1];
  if (asked === undefined) return least;
  if (asked === 'latest') return most;
  const [, of, minor] = /^(\d+)\.(\d+)$/.exec(asked) ?? [];
  if (of === undefined)
    throw new Refusal(
      400,
      `API Version String ${asked} is of invalid format. Must be of format MajorNum.MinorNum.`,
      'badVersion',
    );
  if (Number(of) !== major || Number(minor) < least || Number(minor) > most)
    throw new Refusal(
      406,
      `Version ${asked} is not supported by the API. Minimum is ${major}.${least} and maximum is ${major}.${most}.`,
      'computeFault',
      { headers: { 'openstack-api-version': `${service} ${asked}` } },
    );
  return Number(minor);
}
