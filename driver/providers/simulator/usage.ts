import type { ContainerUsage, EngineSurvey } from '../../engine';
import { containerState, type SimulatedContainer, type SimulatedMachine } from './machines';

const MIB = 1024 * 1024;
const IMAGE_BYTES = 300 * MIB;
/** What a container writes into itself at first, and in an hour of running. */
const WRITTEN_BYTES = 12 * MIB;
const WRITTEN_AN_HOUR_BYTES = 40 * MIB;
const HOUR_MS = 3_600_000;

/** What a container would use: a third of its memory, a little more or less as time goes by. */
export function usageOf({ spec, number, startedAt }: SimulatedContainer, now: number): ContainerUsage {
  const wave = Math.sin((now - startedAt) / 60_000 + number);
  return {
    memoryMiB: spec.memoryMiB * (0.35 + 0.1 * wave),
    cpuPercent: 8 + 6 * wave,
    processes: 12,
  };
}

/** All that is on a machine. */
export function surveyOf(machine: SimulatedMachine, now: number, withDisk: boolean): EngineSurvey {
  const containers = [...machine.containers.values()];
  const written = containers
    .filter(({ startedAt }) => startedAt <= now)
    .map(({ startedAt }) => WRITTEN_BYTES + ((now - startedAt) / HOUR_MS) * WRITTEN_AN_HOUR_BYTES);
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
            containers: Math.round(written.reduce((sum, bytes) => sum + bytes, 0)),
            volumes: 0,
            cache: 0,
          },
        }
      : {}),
  };
}
