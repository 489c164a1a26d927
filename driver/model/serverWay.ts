import { z } from 'zod';
import { hostKeySchema } from './labMachine';

/** How a server of a cloud is reached over SSH, for when the cloud has not been asked yet. Under the server's id. */
export const serverWaySchema = z.object({
  id: z.string(),
  poolId: z.string(),
  hostId: z.string(),
  address: z.string(),
  /** The keys by which it is known, one of which it must show. */
  hostKeys: z.array(hostKeySchema),
});
export type ServerWay = z.infer<typeof serverWaySchema>;
