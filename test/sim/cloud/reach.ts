import { isRockpoolError, RockpoolError } from '../../../driver/model/errors';
import { engineUrlOf, type Reach } from '../../../driver/providers/openstack/reach';
import type { OwnPart } from './cloud';

const ENGINE_WITHIN_MS = 5 * 60_000;
const LOOK_EVERY_MS = 2_000;

/** Where SSH would be: a server lets us in as soon as its engine answers. What is asked of the cloud on the way is asked. */
export function reachOf({
  clock,
  connect,
  configOf,
}: Pick<OwnPart, 'clock' | 'connect' | 'configOf'>): Pick<Reach, 'userData' | 'seen' | 'prepare'> {
  async function untilIn(url: string, signal: AbortSignal): Promise<void> {
    const limit = clock.monotonic() + ENGINE_WITHIN_MS;
    for (;;) {
      try {
        await connect(url).facts({ signal });
        return;
      } catch (error) {
        if (!isRockpoolError(error) || clock.monotonic() > limit) throw error;
        await clock.sleep(LOOK_EVERY_MS, { signal });
      }
    }
  }
  return {
    userData: async () => '',
    seen: () => undefined,
    async prepare(host, { signal }, calls) {
      const { id, poolId, providerId = '' } = host;
      if (configOf(poolId).DD_HOST_FLOATING_POOL !== null) await calls.floatingAddress(host, { signal });
      await untilIn(engineUrlOf(poolId, providerId), signal);
      await calls.noteKey(providerId, `note-${id}`, { signal });
      await calls.dataVolumeId(providerId, { signal });
      if (providerId === '')
        throw new RockpoolError({ kind: 'bug', code: 'NO_SERVER', what: 'There is no server.' });
    },
  };
}
