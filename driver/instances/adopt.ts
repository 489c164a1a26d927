import type { Engine, MarkedContainer } from '../engine';
import type { Clock } from '../model/clock';
import { fullConfig } from '../model/fullConfig';
import type { Host } from '../model/host';
import type { Instance } from '../model/instance';
import { instanceName } from '../model/names';
import { type TemplateConfig, templateConfigSchema } from '../model/template';
import type { Store } from '../store/store';
import type { InstanceRows } from './rows';

/** What an adopted instance has at least: how often it was extended can't be read from its marks. */
const AT_LEAST_MS = 3_600_000;

/**
 * Takes a running container of ours that no record knows back into the state, as its marks and the engine
 * describe it: the state was lost, or set aside.
 */
export async function adopt(
  container: MarkedContainer,
  host: Host,
  engine: Engine,
  { store, rows, clock }: { store: Store; rows: InstanceRows; clock: Clock },
  { signal }: { signal: AbortSignal },
): Promise<void> {
  const { marks, containerId } = container;
  const details = await engine.inspect(containerId, { signal });
  if (details.state !== 'running' || store.instances.get(marks.instance)) return;

  const now = clock.now();
  const blueprint = store.blueprints.all().find(({ config }) => config.name === marks.blueprint);
  const template = blueprint && store.templates.get(blueprint.templateId);
  const runningAt = Math.min(details.startedAt ?? now, now);
  const names = new Set(rows.all().map(({ name }) => name));
  // The container is called like the instance, with a suffix.
  const former = container.name.replace(/-[0-9a-f]+$/, '');
  const config: TemplateConfig =
    blueprint && template ? fullConfig(template, blueprint) : barest(container, details);
  const instance: Instance = {
    id: marks.instance,
    name: !former || names.has(former) ? instanceName(marks.user, names, 0) : former,
    poolId: host.poolId,
    blueprintId: blueprint?.id ?? '',
    config,
    userId: marks.user,
    requestId: `adopted-${marks.instance}`,
    state: 'running',
    warnings: ['It was found running and taken back; how often it had been extended is not known.'],
    route: marks.route,
    slots: marks.slots,
    memoryMiB: details.memoryLimitMiB,
    lifetimeMs: marks.lifetime,
    hostId: host.id,
    containerId,
    ...(details.hostPort ? { hostPort: details.hostPort } : {}),
    unknown: false,
    log: [{ at: now, level: 'info', text: 'Found running on its host, and taken back.' }],
    createdAt: marks.created || runningAt,
    runningAt,
    ...(marks.lifetime > 0 ? { expiresAt: Math.max(runningAt + marks.lifetime, now + AT_LEAST_MS) } : {}),
  };
  rows.add(instance, `${instance.name} was found running on ${host.name} and taken back.`);
}

function barest(
  { marks }: MarkedContainer,
  { image, memoryLimitMiB }: { image: string; memoryLimitMiB: number },
): TemplateConfig {
  return templateConfigSchema.parse({
    name: marks.blueprint || 'unknown',
    docker_image: image,
    internal_port: marks.port || 1,
    memory_limit: `${Math.max(6, Math.round(memoryLimitMiB))}m`,
    consumed_slots: Math.max(1, marks.slots),
    cost_multiplier: 0,
  });
}
