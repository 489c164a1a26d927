import { z } from 'zod';
import { OpenStackError } from './errors.ts';

/** What a service offers; both absent: it has no microversions. */
export interface VersionRange {
  least?: string | undefined;
  most?: string | undefined;
}

const versionSchema = z.object({
  id: z.string().optional(),
  version: z.string().nullish(),
  max_version: z.string().nullish(),
  min_version: z.string().nullish(),
});
const documentSchema = z.union([
  z.object({ version: versionSchema }),
  z.object({ versions: z.array(versionSchema) }),
]);

/** The range in the document of a version, or of all of them. */
export function rangeIn(document: unknown): VersionRange {
  const found = documentSchema.safeParse(document);
  if (!found.success) return {};
  const all = 'version' in found.data ? [found.data.version] : found.data.versions;
  const one = all.findLast(({ version, max_version: most }) => version || most);
  return {
    least: one?.min_version || undefined,
    most: one?.max_version || one?.version || undefined,
  };
}

const MOST_MINORS = 100_000;

/** Negative if `a` is the older one. */
export function compareVersions(a: string, b: string): number {
  return orderOf(a) - orderOf(b);
}

/** `2.90` comes after `2.9`. */
function orderOf(version: string): number {
  const dot = version.indexOf('.');
  return dot < 0
    ? Number(version) * MOST_MINORS
    : Number(version.slice(0, dot)) * MOST_MINORS + Number(version.slice(dot + 1));
}

/** What a call needs of its service, and up to which version its answer is understood. */
export interface WantedVersion {
  least: string;
  /** Absent: the same. */
  most?: string | undefined;
}

/**
 * The version that a call is made with: the newest that both know.
 * @throws OpenStackError NoMicroversion
 */
export function negotiate(service: string, range: VersionRange, wanted: WantedVersion): string {
  const { least, most = least } = wanted;
  const { least: oldest, most: newest } = range;
  const tooOld = newest === undefined || compareVersions(newest, least) < 0;
  const tooNew = oldest !== undefined && compareVersions(oldest, most) > 0;
  if (tooOld || tooNew) {
    const offered = newest === undefined ? 'has no versions' : `offers ${oldest ?? '?'} to ${newest}`;
    throw new OpenStackError({
      code: 'NoMicroversion',
      message: `The ${service} service ${offered}, and version ${least} is needed.`,
      wasSent: false,
    });
  }
  return compareVersions(newest, most) < 0 ? newest : most;
}
