import { z } from 'zod';
import { cloudConnectionSchema } from './cloudConnection';
import { errorValueSchema } from './errors';
import { hasFlavors, hasManyHosts, poolConfigSchema, providerNames } from './poolConfig';
import type { Template } from './template';

export * from './configProblems';
export * from './poolConfig';

/** What hosts were refused by, or never became ready by. */
const heldSchema = z.object({
  subject: z.enum(['pool', 'hosts']),
  /** In a row. */
  failures: z.number().int(),
  retryAt: z.number(),
  error: errorValueSchema,
});

/** A set of hosts of one namespace, and where they come from. */
export const poolSchema = z.object({
  id: z.string(),
  /** The original's namespace: `DockerDriver`, `DockerDriverGpu`, or a name of the admin's. */
  name: z.string().min(1),
  provider: z.enum(providerNames),
  /** Provider `local`: where the engine answers. Others: a scheme of theirs and the pool's name, as `sim://NAME`. */
  engineUrl: z.string(),
  /** Provider `openstack`: the project in which its hosts are made. */
  cloud: cloudConnectionSchema.optional(),
  /** Provider `openstack`: where its hosts are, by the cloud's own word; absent until it was first asked. */
  project: z.object({ id: z.string(), name: z.string(), region: z.string().optional() }).optional(),
  config: poolConfigSchema,
  createdAt: z.number(),
  /** Controllers from which this one took the pool over: their marks count as ours (the lease's word). */
  predecessors: z.array(z.string()).optional(),
  /** The newest lease (its epoch) up to which all that was asked for is in the records, or has come. */
  epoch: z.number().int().optional(),
  /** Why it gets no hosts, and when (ms since the epoch) it asks again: a process that is started before that waits on. */
  held: z.array(heldSchema).optional(),
  /** Leftovers that an admin wants removed (`resourceKey`), until they are gone. */
  unwanted: z.array(z.string()).optional(),
});
export type Pool = z.infer<typeof poolSchema>;

/** The pool that a template's plugin names; undefined where there is none. Case counts. */
export function poolOf(template: Pick<Template, 'plugin'>, pools: readonly Pool[]): Pool | undefined {
  return pools.find(({ name }) => name === template.plugin);
}

/** Slots of the largest host that a pool has or can ask for; undefined while none is known. */
export function largestHostOf(
  { provider, config }: Pick<Pool, 'provider' | 'config'>,
  hosts: readonly { slots: number }[],
): number | undefined {
  const most = hosts.reduce((largest, { slots }) => Math.max(largest, slots), 0);
  if (hasFlavors(provider)) return Math.max(most, config.DD_HOST_FLAVOR_SLOTS_LARGE);
  // A machine that isn't a host yet may be larger than all that are.
  return hosts.length > 0 && !hasManyHosts(provider) ? most : undefined;
}
