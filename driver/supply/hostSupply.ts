import { type Engine, isEngineAway } from '../engine';
import type { InstanceWork } from '../instances';
import type { Clock } from '../model/clock';
import { toErrorValue } from '../model/errors';
import { type Image, shortName } from '../model/image';
import type { ImageSupply } from '../model/imageSupply';
import { type Failure, KEPT_MS, retryAt, toRemove } from './standings';

/** What is remembered of one host. */
export interface HostMemory {
  /** By the image's name. */
  readonly failures: Map<string, Failure>;
  /** By mark: since when (monotonic) an image there isn't wanted. */
  readonly unwantedSince: Map<string, number>;
  /** Ids of wanted images that were there when we last looked. */
  there: ReadonlySet<string>;
}

export interface SupplyRound {
  engine: Engine;
  supply: ImageSupply;
  memory: HostMemory;
  image(name: string): Image | undefined;
  /** Ids of images that may be used on the host, whether or not they are wanted. */
  used(): ReadonlySet<string>;
  work: Pick<InstanceWork, 'ensureImage' | 'forgetImage'>;
  /** For people. */
  note(level: 'info' | 'warning', text: string): void;
  clock: Clock;
}

/**
 * Brings what a host is to have, one image after the other, and takes away what isn't wanted there any more.
 * @returns when the next is due (monotonic); undefined: nothing waits for time alone
 * @throws RockpoolError where the engine can't be asked
 */
export async function supplyHost(
  round: SupplyRound,
  { signal }: { signal: AbortSignal },
): Promise<number | undefined> {
  for (const name of round.supply.wanted) await bring(name, round, signal);
  const due = await prune(round, signal);
  const retries = [...round.memory.failures.values()].flatMap(failure => failure.retryAt ?? []);
  const dues = due === undefined ? retries : [...retries, due];
  return dues.length === 0 ? undefined : Math.min(...dues);
}

async function bring(
  name: string,
  { engine, memory: { failures }, image, work, note, clock }: SupplyRound,
  signal: AbortSignal,
): Promise<void> {
  const imageId = image(name)?.imageId;
  const before = failures.get(name);
  const isLate = before?.retryAt !== undefined && before.retryAt <= clock.monotonic();
  if (imageId === undefined || (before?.imageId === imageId && !isLate)) return;
  try {
    await work.ensureImage(engine, name, { signal, background: true });
    failures.delete(name);
  } catch (thrown) {
    if (signal.aborted || isEngineAway(thrown)) throw thrown;
    const error = toErrorValue(thrown);
    failures.set(name, { imageId, error, retryAt: retryAt(error, clock.monotonic()) });
    if (before?.error.code !== error.code)
      note(
        'warning',
        `The image "${shortName(name)}" was not brought. ${error.what} ${error.why ?? ''}`.trim(),
      );
  }
}

/** What is not wanted goes; what somebody has taken away is noticed. @returns when there is more to do (monotonic) */
async function prune(round: SupplyRound, signal: AbortSignal): Promise<number | undefined> {
  const { engine, supply, memory, image, used, work, note, clock } = round;
  if (!engine.pushed || !engine.removePushed) return undefined;
  const pushed = await engine.pushed({ signal });
  const ids = new Set(pushed.filter(({ isPortion }) => !isPortion).map(({ imageId }) => imageId));
  const wanted = new Map(supply.wanted.map(name => [name, image(name)?.imageId ?? '']));
  const lost = [...wanted].filter(([, id]) => memory.there.has(id) && !ids.has(id));
  for (const [name] of lost) work.forgetImage(engine, name);
  memory.there = new Set([...wanted.values()].filter(id => ids.has(id)));

  const kept = new Set([...wanted.values(), ...used()]);
  const now = clock.monotonic();
  for (const one of toRemove(pushed, kept, memory.unwantedSince, now)) {
    const name = one.name ?? one.imageId;
    if (!(await engine.removePushed(one, { signal }))) continue;
    memory.unwantedSince.delete(one.mark);
    work.forgetImage(engine, name);
    if (!one.isPortion)
      note('info', `Removed the image "${shortName(name)}": nothing uses it here any more.`);
  }
  if (lost.length > 0) return now;
  // What was due and is still there is in use: it waits for the usual look.
  const later = [...memory.unwantedSince.values()].map(since => since + KEPT_MS).filter(due => due > now);
  return later.length === 0 ? undefined : Math.min(...later);
}
