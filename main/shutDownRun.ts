import type { ShutdownWay } from '../driver/model/shutdown';
import { reportText } from '../driver/model/shutdownText';
import type { Services } from '../driver/services';
import type { Follower } from './follow';

const timeOf = (ms: number) => new Date(ms).toISOString();

/**
 * Shuts all pools down without a window, prints each report, and resolves with an exit code: 0 where nothing is left, 1
 * where something does not go; then the report says what to do.
 */
export function shutDownAll(
  how: Exclude<ShutdownWay, 'at'>,
  { pools }: Pick<Services, 'pools'>,
  follower: Follower,
  by: string,
  print: (line: string) => void,
): Promise<number> {
  const ids = Object.keys(follower.state.pools);
  if (ids.length === 0) print('There is no pool that could be shut down.');
  for (const id of ids) pools.shutdowns.shutDown(id, { how }, by);
  return new Promise(resolve => {
    const stop = follower.onChange(() => {
      // The state that is followed is a moment old: it may show how the last one ended.
      const all = ids.map(id => pools.shutdowns.of(id));
      if (all.some(one => one?.state === 'under way')) return;
      queueMicrotask(() => stop());
      for (const one of all) {
        const name = follower.state.pools[one?.id ?? '']?.name ?? '';
        if (one?.report) print(reportText(one.report, name, timeOf));
      }
      resolve(all.every(one => one?.state === 'done') ? 0 : 1);
    });
  });
}
