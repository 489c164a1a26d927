import type { Engine, MarkedContainer } from '../engine';
import type { Clock } from '../model/clock';
import { fullConfig } from '../model/fullConfig';
import type { Host } from '../model/host';
import type { Instance } from '../model/instance';
import { MEMORY_PER_SLOT_MIB, parseMemoryMiB } from '../model/memory';
import { instanceName } from '../model/names';
import { type TemplateConfig, templateConfigSchema } from '../model/template';
import type { Store } from '../store/store';
import type { AdoptionNews } from './adoptionNews';
import { nameOf, ownerKey, ownerOf } from './keys';
import type { InstanceRows } from './rows';

/** What an adopted instance has at least: how often it was extended can't be read from its marks. */
const AT_LEAST_MS = 3_600_000;

type Parts = { store: Store; rows: InstanceRows; clock: Clock; news: AdoptionNews };

/**
 * Takes a running container of ours that no record knows back into the state, as its marks and the listing describe it:
 * the state was lost, or set aside. Done when this returns, but for one whose port no listing tells.
 */
export function adopt(
  container: MarkedContainer,
  host: Host,
  engine: () => Engine,
  parts: Parts,
  { signal }: { signal: AbortSignal },
): Promise<void> | undefined {
  if (container.hostPort === undefined) return adoptByLooking(container, host, engine(), parts, signal);
  add(container, host, parts);
  return undefined;
}

async function adoptByLooking(
  container: MarkedContainer,
  host: Host,
  engine: Engine,
  parts: Parts,
  signal: AbortSignal,
): Promise<void> {
  const { state, hostPort } = await engine.inspect(container.containerId, { signal });
  if (state === 'running') add({ ...container, ...(hostPort ? { hostPort } : {}) }, host, parts);
}

function add(container: MarkedContainer, host: Host, { store, rows, clock, news }: Parts): void {
  const { marks, containerId, hostPort } = container;
  if (store.instances.get(marks.instance)) return;
  const now = clock.now();
  const blueprint = store.blueprints.all().find(({ config }) => config.name === marks.blueprint);
  const template = blueprint && store.templates.get(blueprint.templateId);
  // When it was asked for; it has run for a little less.
  const runningAt = Math.min(marks.created || now, now);
  // The container is called like the instance, with a suffix.
  const former = container.name.replace(/-[0-9a-f]+$/, '');
  const config = blueprint && template ? fullConfig(template, blueprint) : barest(container);
  const instance: Instance = {
    id: marks.instance,
    name: nameFor(former, marks.user, blueprint?.id ?? '', store),
    poolId: host.poolId,
    blueprintId: blueprint?.id ?? '',
    config,
    userId: marks.user,
    requestId: `adopted-${marks.instance}`,
    state: 'running',
    warnings: ['It was found running and taken back; how often it had been extended is not known.'],
    route: marks.route,
    slots: marks.slots,
    memoryMiB: parseMemoryMiB(config.memory_limit) ?? marks.slots * MEMORY_PER_SLOT_MIB,
    lifetimeMs: marks.lifetime,
    hostId: host.id,
    containerId,
    ...(hostPort ? { hostPort } : {}),
    unknown: false,
    log: [{ at: now, level: 'info', text: 'Found running on its host, and taken back.' }],
    createdAt: runningAt,
    runningAt,
    ...(marks.lifetime > 0 ? { expiresAt: Math.max(runningAt + marks.lifetime, now + AT_LEAST_MS) } : {}),
  };
  rows.add(instance);
  news(instance, host);
}

/** Its former name, unless another has it now. */
function nameFor(former: string, user: string, blueprintId: string, { instances }: Store): string {
  const isTaken = (name: string) => instances.by(nameOf, name).size > 0;
  if (former && !isTaken(former)) return former;
  const owned = instances.by(ownerOf, ownerKey(user, blueprintId)).size;
  return instanceName(user, { isTaken, chance: 0, owned });
}

/** Made once for all that are alike: many are, and checking takes longer than the rest of taking one back. */
const barestMade = new Map<string, TemplateConfig>();
const KEPT_BAREST = 100;

function barest(container: MarkedContainer): TemplateConfig {
  const { blueprint, port, slots } = container.marks;
  const key = JSON.stringify([blueprint, port, slots, container.image]);
  const config = barestMade.get(key) ?? parsedBarest(container);
  if (barestMade.size >= KEPT_BAREST) barestMade.clear();
  barestMade.set(key, config);
  return config;
}

function parsedBarest({ marks, image }: MarkedContainer): TemplateConfig {
  return templateConfigSchema.parse({
    name: marks.blueprint || 'unknown',
    docker_image: image || 'unknown',
    internal_port: marks.port || 1,
    memory_limit: `${Math.max(1, marks.slots) * MEMORY_PER_SLOT_MIB}m`,
    consumed_slots: Math.max(1, marks.slots),
    cost_multiplier: 0,
  });
}
