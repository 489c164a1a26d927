import type { ErrorValue } from '../../driver/model/errors';
import type { Host } from '../../driver/model/host';
import type { HostLook } from '../../driver/model/hostLook';
import { api } from '../state/api';
import { usePolled } from '../ui/usePolled';

const EVERY_MS = 4000;

/** What the engine of one host shows, its disk included, asked again and again. */
export function useHostLook({ id }: Host): { look?: HostLook; error?: ErrorValue } {
  const { answer, error } = usePolled(
    id,
    signal => api.hosts.look.query({ ids: [id], disk: true }, { signal }).then(([found]) => found),
    EVERY_MS,
  );
  if (error) return { error };
  if (!answer) return {};
  return 'error' in answer ? { error: answer.error } : { look: answer };
}
