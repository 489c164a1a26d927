import { z } from 'zod';
import { cloudConnectionSchema, cloudSecretSchema } from '../model/cloudConnection';
import { patchOf } from '../model/patch';
import { poolConfigSchema, providerNames } from '../model/pool';
import { resourceKinds } from '../model/resource';
import { never, procedure, router } from './trpc';

const id = z.object({ id: z.string() });
const resource = z.object({ kind: z.enum(resourceKinds), id: z.string() });
/** A key that no pool has is refused, rather than left aside in silence. */
const changes = patchOf(poolConfigSchema).strict();
const name = z
  .string()
  .trim()
  .min(1, 'Give the pool a name.')
  .max(64, 'At most 64 characters.')
  .regex(/^\P{Cc}*$/u, 'A name has letters, digits, signs and blanks; no line breaks or the like.');

export const poolsApi = router({
  /** Where hosts of new pools may come from. */
  providers: procedure.query(({ ctx }) => ctx.services.pools.providers),
  create: procedure
    .input(
      z.object({
        name,
        provider: z.enum(providerNames),
        engineUrl: z.string().min(1).optional(),
        config: changes.optional(),
        /** The project of a pool in a cloud, and the secret by which it lets Rockpool in. */
        cloud: cloudConnectionSchema.optional(),
        secret: cloudSecretSchema,
      }),
    )
    .mutation(({ ctx, input: { secret, ...pool }, signal = never }) =>
      pool.provider === 'openstack'
        ? ctx.services.clouds.create(pool, secret, { signal, by: ctx.userName })
        : ctx.services.pools.create(pool, ctx.userName),
    ),
  configure: procedure
    .input(
      id.extend({
        changes,
        /** The settings as the editor had them: what has changed meanwhile is not replaced. */
        seen: changes.optional(),
        way: z.enum(['edited', 'imported', 'reverted']).optional(),
      }),
    )
    .mutation(async ({ ctx, input: { id, changes, ...rest }, signal = never }) => {
      await ctx.services.clouds.refuse(id, changes, { signal });
      return ctx.services.pools.configure(id, changes, { ...rest, by: ctx.userName });
    }),
  /** What the pool would do under changed settings, and for how many of its new hosts there is room, as far as that is known. */
  preview: procedure
    .input(id.extend({ changes }))
    .query(async ({ ctx: { services }, input: { id: poolId, changes: wanted }, signal = never }) => {
      const preview = services.pools.preview(poolId, wanted);
      const room = await services.pools.roomFor(poolId, wanted, preview.spawn, { signal });
      return { ...preview, ...(room === undefined ? {} : { room }) };
    }),
  delete: procedure
    .input(id.extend({ endWaiting: z.boolean().default(false), forgetting: z.boolean().default(false) }))
    .mutation(({ ctx, input: { id, ...options } }) =>
      ctx.services.pools.delete(id, { ...options, by: ctx.userName }),
    ),
  /** Takes the pool over from whoever holds it, with all that others have in it. */
  takeOver: procedure
    .input(id)
    .mutation(({ ctx, input, signal }) =>
      ctx.services.pools.takeOver(input.id, { by: ctx.userName, signal: signal ?? never }),
    ),
  /** Orders the end of leftovers: these, or all that are listed. */
  removeLeftovers: procedure
    .input(id.extend({ resources: z.array(resource).min(1).max(10_000).optional() }))
    .mutation(({ ctx, input: { id, resources } }) =>
      ctx.services.pools.removeLeftovers(id, { resources, by: ctx.userName }),
    ),
  shutDown: procedure
    .input(
      id.extend({
        order: z.union([
          z.object({ how: z.enum(['wait', 'now']) }),
          z.object({ how: z.literal('at'), at: z.number().int() }),
          z.object({ how: z.literal('at'), afterMs: z.number().int().min(0) }),
        ]),
      }),
    )
    .mutation(({ ctx, input }) => ctx.services.pools.shutdowns.shutDown(input.id, input.order, ctx.userName)),
  callBack: procedure
    .input(id)
    .mutation(({ ctx, input }) => ctx.services.pools.shutdowns.callBack(input.id, ctx.userName)),
});
