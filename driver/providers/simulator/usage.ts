import type { ContainerUsage, EngineSurvey } from '../../engine';
import type { Clock } from '../../model/clock';
import { isOver } from './logs';
import { containerState, type SimulatedContainer, type SimulatedMachine } from './machines';
import type { World } from './world';

const MIB = 1024 * 1024;
const IMAGE_BYTES = 300 * MIB;
/** What a container writes into itself at first, and in an hour of running. */
const WRITTEN_BYTES = 12 * MIB;
const WRITTEN_AN_HOUR_BYTES = 40 * MIB;
const HOUR_MS = 3_600_000;
/** A page that is looked at now and then. */
const RECEIVED_A_SECOND_BYTES = 2_000;
const SENT_A_SECOND_BYTES = 30_000;
const SAMPLE_MS = 1_000;

/** What a container would use: a third of its memory, a little more or less as time goes by. */
export function usageOf({ spec, number, startedAt }: SimulatedContainer, now: number): ContainerUsage {
  const ranMs = Math.max(0, now - startedAt);
  const wave = Math.sin(ranMs / 60_000 + number);
  return {
    memoryMiB: spec.memoryMiB * (0.35 + 0.1 * wave),
    cpuPercent: 8 + 6 * wave,
    processes: 12,
    networkReceivedBytes: Math.round((ranMs / 1000) * RECEIVED_A_SECOND_BYTES),
    networkSentBytes: Math.round((ranMs / 1000) * SENT_A_SECOND_BYTES),
    diskWrittenBytes: writtenBy(startedAt, now),
  };
}

/** What it uses, each second; ends with it, or quietly with the signal. */
export async function* usagesOf(
  container: SimulatedContainer,
  { clock, world }: { clock: Clock; world: World },
  signal: AbortSignal,
): AsyncGenerator<ContainerUsage> {
  while (!signal.aborted && !isOver(container, world)) {
    yield usageOf(container, world.now());
    await clock.sleep(SAMPLE_MS, { signal }).catch(() => undefined);
  }
}

function writtenBy(startedAt: number, now: number): number {
  return Math.round(WRITTEN_BYTES + (Math.max(0, now - startedAt) / HOUR_MS) * WRITTEN_AN_HOUR_BYTES);
}

/** All that is on a machine. */
export function surveyOf(machine: SimulatedMachine, now: number, withDisk: boolean): EngineSurvey {
  const containers = [...machine.containers.values()];
  const written = containers
    .filter(({ startedAt }) => startedAt <= now)
    .map(({ startedAt }) => writtenBy(startedAt, now));
  return {
    containers: containers.map(container => {
      const { containerId, name, spec } = container;
      const state = containerState(container, now);
      const usage = state === 'running' ? { usage: usageOf(container, now) } : {};
      return { containerId, name, image: spec.imageId, state, marks: { ...spec.marks }, ...usage };
    }),
    images: [...machine.images].map(id => ({ id, names: [] })),
    ...(withDisk
      ? {
          disk: {
            images: machine.images.size * IMAGE_BYTES,
            containers: written.reduce((sum, bytes) => sum + bytes, 0),
            volumes: 0,
            cache: 0,
          },
        }
      : {}),
  };
}
