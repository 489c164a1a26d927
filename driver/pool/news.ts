import type { Host } from '../model/host';
import type { Instance } from '../model/instance';
import { factsOf } from './hostFacts';
import type { HostListing, Observed } from './snapshot';

/** Of what a plan is made that looks at a host's answers. */
export interface Known {
  host: Pick<Host, 'phase'> | undefined;
  /** The instances that are recorded there. */
  own: readonly Instance[];
  /** From when on (monotonic) a listing counts for all that rules ask of an active host. */
  countsFrom: number;
}

/**
 * False if a plan made after this answer of a host's engine is the same as one made before it: it says what the one before
 * has said, which counted already, and nothing waits for a second one. Another silence says nothing new either; how long it
 * lasts is a matter of time. Of a host that is not active, or where what is listed isn't just what is recorded, each answer
 * may be the one that was waited for.
 */
export function isNews(
  before: Observed<HostListing>,
  after: Observed<HostListing>,
  { host, own, countsFrom }: Known,
): boolean {
  if (before.failure && after.failure) return false;
  if (before.failure || after.failure || !before.last || !after.last) return true;
  if (before.last.value !== after.last.value || before.last.begun < countsFrom) return true;
  return host?.phase !== 'active' || !factsOf(own, after.last.value).isMatched;
}
