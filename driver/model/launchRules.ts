import type { Blueprint } from './blueprint';
import type { ErrorValue } from './errors';
import { fullConfig } from './fullConfig';
import { type Image, shortName } from './image';
import { type Instance, isLive } from './instance';
import { MEMORY_PER_SLOT_MIB, parseMemoryMiB, slotsForMemory } from './memory';
import type { Pool } from './pool';
import type { Template, TemplateConfig } from './template';

/** All that decides whether a launch is admitted. */
export interface LaunchRequest {
  userId: string;
  blueprint: Blueprint | undefined;
  template: Template | undefined;
  /** The pool that the template's plugin names. */
  pool: Pool | undefined;
  image(name: string): Image | undefined;
  /** Those that may count against the user's limit, and maybe others. */
  instances: { readonly size: number; values(): Iterable<Instance> };
  /** The slots of the pool's largest host; undefined while no host is known. */
  largestHostSlots: number | undefined;
}

export type LaunchVerdict =
  | { ok: true; config: TemplateConfig; pool: Pool; warnings: string[] }
  | { ok: false; error: ErrorValue };

type Known = { config: TemplateConfig; blueprint: Blueprint; pool: Pool; request: LaunchRequest };
type Rule = (launch: Known) => ErrorValue | undefined;

/** The rules after the blueprint is known, in the order in which a person should hear of them. */
const rules: readonly Rule[] = [
  ({ pool }) =>
    pool.config.DD_SHUTDOWN_MODE
      ? refuse({
          kind: 'capacity',
          code: 'SHUTDOWN_MODE',
          what: `The pool "${pool.name}" takes no new instances.`,
          why: 'It is in shutdown mode (DD_SHUTDOWN_MODE).',
          next: 'Switch the shutdown mode off under Driver Configs, then launch again.',
        })
      : undefined,
  ({ config, request }) =>
    request.image(config.docker_image)
      ? undefined
      : refuse({
          code: 'IMAGE_MISSING',
          what: `The image "${shortName(config.docker_image)}" is not in the image directory.`,
          why: 'The blueprint names it, and it was never imported or has been deleted.',
          next: 'Import it on the screen Images, or choose another image in the blueprint.',
        }),
  ({ config, blueprint, request }) => {
    const most = config.maximum_instances_per_user;
    // Most launches are far from it, and there may be hundreds.
    if (request.instances.size < most) return undefined;
    const own = [...request.instances.values()].filter(
      instance =>
        instance.blueprintId === blueprint.id && instance.userId === request.userId && isLive(instance),
    );
    if (own.length < most) return undefined;
    return refuse({
      kind: 'capacity',
      code: 'BLUEPRINT_INSTANCE_LIMIT_REACHED',
      what: `You have ${count(own.length, 'instance')} of "${config.name}" already.`,
      why: `The blueprint allows ${most} a user at a time (maximum_instances_per_user).`,
      next: `Destroy one of these first: ${own.map(({ name }) => name).join(', ')}.`,
    });
  },
  ({ config, request }) =>
    request.largestHostSlots !== undefined && config.consumed_slots > request.largestHostSlots
      ? refuse({
          code: 'SLOTS_TOO_LARGE',
          what: `"${config.name}" takes ${count(config.consumed_slots, 'slot')}, and no host is that large.`,
          why: `The largest host of the pool has ${count(request.largestHostSlots, 'slot')}.`,
          next: 'Lower its consumed slots, or give the host more slots under Driver Configs.',
        })
      : undefined,
];

/** Whether a launch is admitted, and with what config and warnings; a refusal says why and what to do. */
export function judgeLaunch(request: LaunchRequest): LaunchVerdict {
  const { blueprint, template, pool } = request;
  if (!blueprint || !template) {
    return no({
      code: 'NOT_FOUND',
      what: 'This blueprint does not exist any more.',
      next: 'Look at the list again; somebody may have deleted it.',
    });
  }
  const { name } = blueprint.config;
  if (!blueprint.active) {
    return no({
      code: 'BLUEPRINT_INACTIVE',
      what: `The blueprint "${name}" is not active.`,
      next: 'Activate it under Configure first.',
    });
  }
  if (!template.active) {
    return no({
      code: 'TEMPLATE_INACTIVE',
      what: `The template "${template.config.name}", from which "${name}" is made, is not active.`,
      next: 'Activate it under Configure → Blueprint Templates first.',
    });
  }
  if (!pool) {
    return no({
      code: 'POOL_MISSING',
      what: `There is no pool "${template.plugin}".`,
      why: `The template "${template.config.name}" is for that pool, and instances run on the hosts of a pool.`,
      next: 'Make the pool under Driver Configs, or choose another one in the template under Configure.',
    });
  }
  const config = fullConfig(template, blueprint);
  for (const rule of rules) {
    const error = rule({ config, blueprint, pool, request });
    if (error) return { ok: false, error };
  }
  return { ok: true, config, pool, warnings: launchWarnings(config, request.image(config.docker_image)) };
}

/** What is odd about a config though it can be launched. */
export function launchWarnings(config: TemplateConfig, image: Image | undefined): string[] {
  const warnings: string[] = [];
  const memoryMiB = parseMemoryMiB(config.memory_limit) ?? 0;
  const share = config.consumed_slots * MEMORY_PER_SLOT_MIB;
  if (memoryMiB > share) {
    warnings.push(
      `Its memory limit (${config.memory_limit}) is above the share of ${count(config.consumed_slots, 'slot')} (${share}m); ` +
        `on a full host there may not be that much. ${count(slotsForMemory(memoryMiB), 'slot')} would be right.`,
    );
  }
  const exposed = image?.exposedPorts ?? [];
  if (exposed.length > 0 && !exposed.includes(config.internal_port)) {
    warnings.push(
      `The image exposes ${exposed.length > 1 ? 'the ports' : 'port'} ${exposed.join(', ')}, but the blueprint names port ${config.internal_port}.`,
    );
  }
  return warnings;
}

function refuse(error: Omit<ErrorValue, 'kind'> & Partial<Pick<ErrorValue, 'kind'>>): ErrorValue {
  return { kind: 'input', ...error };
}

function no(error: Omit<ErrorValue, 'kind'>): LaunchVerdict {
  return { ok: false, error: refuse(error) };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
