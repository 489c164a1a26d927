import { z } from 'zod';

/** How a report for support is made. */
export const reportOptionsSchema = z.object({
  /** Names of users, addresses and projects are replaced by placeholders. */
  placeholders: z.boolean(),
});
export type ReportOptions = z.infer<typeof reportOptionsSchema>;

/** One sort of things that a report holds, in words for whoever decides whether to hand it on. */
export interface ReportPart {
  name: string;
  says: string;
}

/** What is in no report, whatever happened. */
export const neverInReports =
  "passwords, keys, passphrases and tokens; the addresses under which instances are opened; values of environment variables and launch commands; what is in images, in notebooks and in users' files";

/** What a report in which names were replaced leaves to be done. */
export const namesMayRemain =
  'Names that Rockpool does not know as such, in what an engine, a host or a container wrote, may still be there: look the file through before you hand it on.';

/** What is to be minded about one in which they were not. */
export const namesRemain =
  "Users' names and the addresses of your machines and clouds stand in the file as they are. Hand it only to people who may know them.";
