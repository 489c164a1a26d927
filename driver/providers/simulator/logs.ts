import type { Clock } from '../../model/clock';
import { containerState, isUp, type SimulatedContainer } from './machines';
import type { World } from './world';

/** What a container has printed until now, by line. */
function linesOf(container: SimulatedContainer, now: number): string[] {
  const { name, spec, readyAt, exitCode } = container;
  const state = containerState(container, now);
  if (state === 'created') return [];
  const lines = [
    `This is ${name}, a simulated container: no program runs in it.`,
    `Image ${spec.imageId}, memory ${Math.round(spec.memoryMiB)} MiB.`,
  ];
  if (spec.command.length > 0) lines.push(`Command: ${spec.command.join(' ')}`);
  if (readyAt <= now) lines.push(`Port ${spec.port} answers.`);
  if (state === 'ended') lines.push(`Ended with exit code ${exitCode}.`);
  return lines;
}

/** The output of a simulated container; ends with it, or quietly with the signal. */
export async function* simulatedLogs(
  container: SimulatedContainer,
  { clock, world }: { clock: Clock; world: World },
  { follow, tail, signal }: { follow: boolean; tail: number; signal: AbortSignal },
): AsyncGenerator<string> {
  let told = Math.max(0, linesOf(container, world.now()).length - tail);
  while (!signal.aborted) {
    const lines = linesOf(container, world.now());
    const more = lines.slice(told);
    told = lines.length;
    if (more.length > 0) yield `${more.join('\n')}\n`;
    if (!follow || isOver(container, world)) return;
    await nextChange(container, { clock, world }, signal);
  }
}

/** True once nothing of a container goes on. */
export function isOver({ machineId, containerId, endsAt }: SimulatedContainer, world: World): boolean {
  const machine = world.machine(machineId);
  if (!machine || !isUp(machine, world.now())) return true;
  return endsAt <= world.now() || !machine.containers.has(containerId);
}

/** Resolves when something has happened on the container's machine, when its port begins to answer, or on abort. */
function nextChange(
  { machineId, readyAt }: SimulatedContainer,
  { clock, world }: { clock: Clock; world: World },
  signal: AbortSignal,
): Promise<void> {
  return new Promise(resolve => {
    const machine = world.machine(machineId);
    const waitMs = readyAt - world.now();
    const unwatch = machine ? world.onChange(machine, done) : done;
    const ready = waitMs > 0 && Number.isFinite(waitMs) ? clock.timer(waitMs, done) : undefined;
    signal.addEventListener('abort', done, { once: true });
    function done() {
      ready?.();
      unwatch();
      signal.removeEventListener('abort', done);
      resolve();
    }
    if (!machine) resolve();
  });
}
