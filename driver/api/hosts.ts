import { z } from 'zod';
import { hostOrders, hostSettingsSchema } from '../model/host';
import { patchOf } from '../model/patch';
import { procedure, router } from './trpc';

const ids = z.array(z.string()).min(1).max(10_000);

export const hostsApi = router({
  order: procedure
    .input(z.object({ ids, what: z.enum(hostOrders) }))
    .mutation(({ ctx, input }) => ctx.services.pools.hosts.order(input.ids, input.what)),
  withdraw: procedure
    .input(z.object({ ids }))
    .mutation(({ ctx, input }) => ctx.services.pools.hosts.withdraw(input.ids)),
  cordon: procedure
    .input(z.object({ ids, cordoned: z.boolean() }))
    .mutation(({ ctx, input }) => ctx.services.pools.hosts.cordon(input.ids, input.cordoned)),
  set: procedure
    .input(z.object({ id: z.string(), settings: patchOf(hostSettingsSchema) }))
    .mutation(({ ctx, input }) => ctx.services.pools.hosts.set(input.id, input.settings)),
  /** What their engines show now: containers, usage, images. */
  look: procedure
    .input(z.object({ ids: z.array(z.string()).min(1).max(200), disk: z.boolean().default(false) }))
    .query(({ ctx, input: { ids, disk }, signal }) =>
      ctx.services.hostLooks.look(ids, { disk, ...(signal ? { signal } : {}) }),
    ),
  /** What was done to it. */
  log: procedure
    .input(z.object({ id: z.string() }))
    .query(({ ctx, input }) => ctx.services.hostLogs.read(input.id)),
  /** Asks the providers and all engines now. */
  refresh: procedure.mutation(({ ctx }) => ctx.services.pools.wake()),
});
