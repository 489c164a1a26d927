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

/** What one has at least whose host knows no end of it: how often it was extended can't be read from its marks. */
const AT_LEAST_MS = 3_600_000;
const END_UNKNOWN = 'It was found running and taken back; how often it had been extended is not known.';

/**
 * When instances end, as their host was told: by id, ms since the epoch, 0: never. Undefined: it is of a kind that is
 * told nothing.
 */
export type KeptEnds = (host: Host) => Promise<ReadonlyMap<string, number>> | undefined;

type Parts = { store: Store; rows: InstanceRows; clock: Clock; news: AdoptionNews; keptEnds: KeptEnds };

/**
 * Takes a running container of ours that no record knows back into the state, as its marks, the listing and its host
 * describe it: the state was lost, or set aside. Done when this returns, but for one whose port no listing tells, or whose
 * host has to be asked for its end.
 */
export function adopt(
  container: MarkedContainer,
  host: Host,
  engine: () => Engine,
  parts: Parts,
  { signal }: { signal: AbortSignal },
): Promise<void> | undefined {
  const ends = parts.keptEnds(host);
  if (ends || container.hostPort === undefined)
    return adoptByLooking(container, host, { engine: engine(), ends }, parts, signal);
  add(container, undefined, host, parts);
  return undefined;
}

async function adoptByLooking(
  container: MarkedContainer,
  host: Host,
  { engine, ends }: { engine: Engine; ends: ReturnType<KeptEnds> },
  parts: Parts,
  signal: AbortSignal,
): Promise<void> {
  const endsAt = (await ends)?.get(container.marks.instance);
  signal.throwIfAborted();
  if (container.hostPort !== undefined) {
    add(container, endsAt, host, parts);
    return;
  }
  const { state, hostPort } = await engine.inspect(container.containerId, { signal });
  if (state === 'running') add({ ...container, ...(hostPort ? { hostPort } : {}) }, endsAt, host, parts);
}

function add(
  container: MarkedContainer,
  endsAt: number | undefined,
  host: Host,
  { store, rows, clock, news }: Parts,
): void {
  const { marks, containerId, hostPort } = container;
  if (store.instances.get(marks.instance)) return;
  const now = clock.now();
  const blueprint = store.blueprints.all().find(({ config }) => config.name === marks.blueprint);
  const template = blueprint && store.templates.get(blueprint.templateId);
  // When it was asked for; it has run for a little less.
  const runningAt = Math.min(marks.created || now, now);
  // The container is called like the instance, with a suffix.
  const former = container.name.replace(/-[0-9a-f]+$/, '');
  const byMarks = marks.lifetime > 0 ? Math.max(runningAt + marks.lifetime, now + AT_LEAST_MS) : 0;
  const expiresAt = endsAt ?? byMarks;
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
    warnings: endsAt === undefined ? [END_UNKNOWN] : [],
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
    ...(expiresAt > 0 ? { expiresAt } : {}),
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
