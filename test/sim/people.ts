import { isRockpoolError } from '../../driver/model/errors';
import type { Instance } from '../../driver/model/instance';
import { AfterDeath } from './mortalStore';
import type { Scene } from './scene';
import type { Rockpool } from './workstation';

/** Somebody does something in the window, where there is one. */
export function use(scene: Scene, rockpool: Rockpool | undefined, what: (rockpool: Rockpool) => void): void {
  try {
    if (rockpool) what(rockpool);
  } catch (error) {
    judge(scene, error);
  }
}

/** A refusal is an answer; anything else is a bug. */
export function judge(scene: Scene, error: unknown): void {
  if (error instanceof AfterDeath || (isRockpoolError(error) && error.value.kind !== 'bug')) return;
  if (error instanceof Error && error.name === 'AbortError') return;
  scene.violate('no bug of ours', error instanceof Error ? (error.stack ?? error.message) : String(error));
}

/** Somebody looks at what a running instance uses, or reads its log, for so long (ms). */
export function lookAt(
  scene: Scene,
  { instances }: Rockpool,
  { id }: Pick<Instance, 'id'>,
  what: 'facts' | 'log',
  forMs: number,
): void {
  const abort = new AbortController();
  scene.clock.timer(forMs, () => abort.abort());
  const { signal } = abort;
  const looking =
    what === 'facts'
      ? instances.facts(id, { signal })
      : readLog(instances.runningLog(id, { follow: true, signal }), signal);
  looking.catch(error => judge(scene, error));
}

async function readLog(lines: AsyncIterable<string>, signal: AbortSignal): Promise<void> {
  for await (const _ of lines) if (signal.aborted) return;
}
