import { z } from 'zod';
import { hostKeySchema, machineDraftSchema } from './labMachine';

/** A machine that only leads on to others, as an admin writes it (OpenSSH's ProxyJump); another one may lead to it. */
export const jumpHostDraftSchema = machineDraftSchema.pick({
  address: true,
  port: true,
  user: true,
  login: true,
  jumpId: true,
});
export type JumpHostDraft = z.infer<typeof jumpHostDraftSchema>;
/** The same with what has a usual value left out. */
export type JumpHostInput = z.input<typeof jumpHostDraftSchema>;

/** A jump host of a pool: machines behind it share one connection to it. */
export const jumpHostSchema = jumpHostDraftSchema.extend({
  id: z.string(),
  poolId: z.string(),
  /** The keys that an admin has confirmed, one of which it must show; none yet: nothing goes through it. */
  hostKeys: z.array(hostKeySchema),
  addedAt: z.number(),
});
export type JumpHost = z.infer<typeof jumpHostSchema>;
