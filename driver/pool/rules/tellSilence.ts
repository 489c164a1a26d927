import type { Ruling, View } from '../snapshot';
import { machinesUnknown } from './messages';

/** What may pass by itself is told after this long (ms). */
const TELL_AFTER_MS = 30_000;

/** While nobody tells which machines there are, hosts neither come nor go: whoever looks at the pool is told why. */
export function tellSilence({ machines: { failure } }: View): Ruling {
  if (!failure) return {};
  const { begun, ended, error } = failure;
  if (error.kind !== 'permanent' && ended - begun < TELL_AFTER_MS) return {};
  const banner = machinesUnknown(error);
  return { blocked: [{ subject: 'pool', reason: banner.what, banner }] };
}
