import type { Activity } from '../activity/activity';
import { type Resource, resourceKey, resourceWords } from '../model/resource';
import type { Provider } from '../providers';
import { type Belonging, straysOf } from './strays';

export interface ReleaseDependencies {
  provider: Provider;
  activity: Activity;
  /** The records by which it is told what belongs to what, as they are now. */
  records(): Pick<Belonging, 'hosts' | 'removed' | 'ours'>;
  poolId: string;
}

/**
 * Asks for the end of a leftover, once a fresh look at everything has shown that it still is one.
 * @throws RockpoolError where it can't be asked, or ended, now
 */
export async function releaseLeftover(
  resource: Resource,
  { provider, activity, records, poolId }: ReleaseDependencies,
  signal: { signal: AbortSignal },
): Promise<void> {
  if (!provider.release) return;
  const [machines, resources] = await Promise.all([
    provider.list([], signal),
    provider.resources?.(signal) ?? [],
  ]);
  const key = resourceKey(resource);
  const isLeft = straysOf({ ...records(), machines, resources }).some(stray => resourceKey(stray) === key);
  if (!isLeft || (await provider.release(resource, signal)) !== 'gone') return;
  const text = `The ${resourceWords[resource.kind]} "${resource.name}", a leftover, was removed.`;
  activity.note('info', text, { poolId });
}
