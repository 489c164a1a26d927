import { z } from 'zod';
import type { CheckedMachine } from '../machines';
import { jumpHostDraftSchema } from '../model/jumpHost';
import { hostKeySchema, machineDraftSchema } from '../model/labMachine';
import { loginSecretsSchema } from '../model/login';
import { newest } from './newest';
import { never, procedure, router } from './trpc';

export type { CheckedMachine };

const id = z.object({ id: z.string() });
const MOST_AT_ONCE = 1000;
/** `knownHosts`: the keys that known_hosts has of them are the right ones. */
const given = loginSecretsSchema.extend({ knownHosts: z.boolean().optional() });
const drafts = z.array(machineDraftSchema).min(1).max(MOST_AT_ONCE);

/** The machines of pools whose hosts are reached over SSH. */
export const machinesApi = router({
  /** The line for authorized_keys by which a pool's machines let Rockpool in. */
  publicKey: procedure
    .input(z.object({ poolId: z.string() }))
    .query(({ ctx, input }) => ctx.services.machines.publicKey(input.poolId)),
  /** All of them or none. */
  add: procedure
    .input(z.object({ poolId: z.string(), machines: drafts, given: given.optional() }))
    .mutation(({ ctx, input }) => ctx.services.machines.add(input.poolId, input.machines, input.given)),
  update: procedure
    .input(id.extend({ machine: machineDraftSchema, secrets: loginSecretsSchema.optional() }))
    .mutation(({ ctx, input }) => ctx.services.machines.update(input.id, input.machine, input.secrets)),
  remove: procedure.input(id).mutation(({ ctx, input }) => ctx.services.machines.remove(input.id)),
  /** Looks a machine over, from the network to its clock; each answer when it is there. Changes nothing. */
  check: procedure
    .input(id)
    .subscription(({ ctx, input, signal = never }) =>
      newest<CheckedMachine>(onCheck => ctx.services.machines.check(input.id, { signal, onCheck })),
    ),
  /** The machines that a configuration of OpenSSH names, nothing is added. */
  inSshConfig: procedure
    .input(z.object({ path: z.string().min(1).max(1000) }))
    .query(({ ctx, input }) => ctx.services.machines.sshFiles.machines(input.path)),
  jumpHosts: router({
    add: procedure
      .input(
        z.object({
          poolId: z.string(),
          jump: jumpHostDraftSchema,
          given: given.optional(),
        }),
      )
      .mutation(({ ctx, input }) =>
        ctx.services.machines.jumpHosts.add(input.poolId, input.jump, input.given),
      ),
    update: procedure
      .input(id.extend({ jump: jumpHostDraftSchema, secrets: loginSecretsSchema.optional() }))
      .mutation(({ ctx, input }) =>
        ctx.services.machines.jumpHosts.update(input.id, input.jump, input.secrets),
      ),
    remove: procedure
      .input(id)
      .mutation(({ ctx, input }) => ctx.services.machines.jumpHosts.remove(input.id)),
    /** The key that it shows, to be compared; nothing is sent there. */
    ask: procedure
      .input(id)
      .query(({ ctx, input, signal = never }) => ctx.services.machines.jumpHosts.ask(input.id, { signal })),
    /** The admin has compared the key that the jump host shows. */
    confirm: procedure
      .input(id.extend({ key: hostKeySchema }))
      .mutation(({ ctx, input }) => ctx.services.machines.jumpHosts.confirm(input.id, input.key)),
  }),
  /** The admin has compared the key that the machine shows. */
  confirm: procedure
    .input(id.extend({ key: hostKeySchema }))
    .mutation(({ ctx, input }) => ctx.services.machines.confirm(input.id, input.key)),
});
