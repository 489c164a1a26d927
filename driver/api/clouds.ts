import { z } from 'zod';
import type { CheckedCloud } from '../model/cloudCheck';
import { cloudDraftSchema } from '../model/cloudConnection';
import { patchOf } from '../model/patch';
import { poolConfigSchema } from '../model/pool';
import type { TriedHost } from '../model/triedHost';
import { newest } from './newest';
import { never, procedure, router } from './trpc';

export type { CheckedCloud };

const changes = patchOf(poolConfigSchema).strict();
/** A pool's cloud, or one that is being described; of both, the draft counts, with the pool's secret where it has none. */
const target = z
  .object({ poolId: z.string().optional(), draft: cloudDraftSchema.optional() })
  .refine(({ poolId, draft }) => poolId !== undefined || draft !== undefined, 'Say which cloud is meant.');
const wanted = z.object({ target, config: changes.default({}) });
const LONGEST_OPENRC = 100_000;

/** The OpenStack projects in which pools have their hosts. No secret is ever answered with, but one that was pasted. */
export const cloudsApi = router({
  /** Clouds that clouds.yaml and the variables of OpenStack describe. */
  described: procedure
    .input(z.object({ path: z.string().min(1).max(1000).optional() }))
    .query(({ ctx, input, signal = never }) => ctx.services.clouds.described({ path: input.path, signal })),
  /** What a pasted openrc describes; nothing of it is run, or kept. */
  fromOpenrc: procedure
    .input(z.object({ text: z.string().max(LONGEST_OPENRC, 'This is too long for an openrc.') }))
    .mutation(({ ctx, input }) => ctx.services.clouds.fromOpenrc(input.text)),
  /** Gives a pool another connection, or another secret. */
  connect: procedure
    .input(z.object({ poolId: z.string(), draft: cloudDraftSchema }))
    .mutation(({ ctx, input, signal = never }) =>
      ctx.services.clouds.connect(input.poolId, input.draft, { signal, by: ctx.userName }),
    ),
  /** Looks a cloud over, from its address to a pool's settings; each answer when it is there. Changes nothing. */
  check: procedure
    .input(z.object({ target, config: changes.optional() }))
    .subscription(({ ctx, input, signal = never }) =>
      newest<CheckedCloud>(onAnswer =>
        ctx.services.clouds.check(input.target, { signal, onAnswer, config: input.config }),
      ),
    ),
  /** Tries a pool's settings with a throw-away host, which is ended in any case; what is known so far, each time there is more. */
  tryHost: procedure
    .input(z.object({ poolId: z.string() }))
    .subscription(({ ctx, input, signal = never }) =>
      newest<TriedHost>(onProgress =>
        ctx.services.pools.tryHost(input.poolId, { signal, onProgress, by: ctx.userName }),
      ),
    ),
  /** What the project can choose from. */
  catalog: procedure
    .input(z.object({ target, isNew: z.boolean().default(false) }))
    .query(({ ctx, input, signal = never }) =>
      ctx.services.clouds.catalog(input.target, { signal, isNew: input.isNew }),
    ),
  /** What of settings the cloud does not have. */
  problems: procedure
    .input(wanted)
    .query(({ ctx, input, signal = never }) =>
      ctx.services.clouds.problems(input.target, input.config, { signal }),
    ),
  /** A value for DD_HOST_SSH_FROM; null: none can be had. */
  sshFrom: procedure
    .input(wanted)
    .query(
      async ({ ctx, input, signal = never }) =>
        (await ctx.services.clouds.sshFrom(input.target, input.config, { signal })) ?? null,
    ),
});
