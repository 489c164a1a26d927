import type { Provider } from '../providers';
import { type Observer, type ObserverOptions, observe } from './observer';

/**
 * Asks the provider again and again how many more machines there is room for.
 * @param onRoom called when there is some where there was none
 */
export function watchRoom(
  provider: Provider,
  onRoom: () => void,
  options: ObserverOptions,
): Observer<number> | undefined {
  if (!provider.room) return undefined;
  return observe(
    async ({ signal }) => (await provider.room?.({ signal })) ?? 0,
    ({ last, previous, failure }) => {
      if (!failure && last && last.value > 0 && previous?.value === 0) onRoom();
    },
    options,
  );
}
