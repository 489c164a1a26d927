import { z } from 'zod';
import { hostKeySchema, machineDraftSchema } from '../model/labMachine';
import { procedure, router } from './trpc';

const never = new AbortController().signal;
const id = z.object({ id: z.string() });
const MOST_AT_ONCE = 1000;

/** The machines of pools whose hosts are reached over SSH. */
export const machinesApi = router({
  /** The line for authorized_keys by which a pool's machines let Rockpool in. */
  publicKey: procedure
    .input(z.object({ poolId: z.string() }))
    .query(({ ctx, input }) => ctx.services.machines.publicKey(input.poolId)),
  /** All of them or none. */
  add: procedure
    .input(z.object({ poolId: z.string(), machines: z.array(machineDraftSchema).min(1).max(MOST_AT_ONCE) }))
    .mutation(({ ctx, input }) => ctx.services.machines.add(input.poolId, input.machines)),
  update: procedure
    .input(id.extend({ machine: machineDraftSchema }))
    .mutation(({ ctx, input }) => ctx.services.machines.update(input.id, input.machine)),
  remove: procedure.input(id).mutation(({ ctx, input }) => ctx.services.machines.remove(input.id)),
  /** Looks a machine over, from the network to its clock; changes nothing. */
  check: procedure
    .input(id)
    .mutation(({ ctx, input, signal }) => ctx.services.machines.check(input.id, { signal: signal ?? never })),
  /** The admin has compared the key that the machine shows. */
  confirm: procedure
    .input(id.extend({ key: hostKeySchema }))
    .mutation(({ ctx, input }) => ctx.services.machines.confirm(input.id, input.key)),
});
