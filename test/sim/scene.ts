import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Instance } from '../../driver/model/instance';
import type { Diff } from '../../driver/model/state';
import type { Planner } from '../../driver/pool/plan';
import { createSimulator, type Simulator } from '../../driver/providers';
import type { WorldEvent } from '../../driver/providers/simulator';
import { type VirtualClock, virtualClock } from '../support/virtualClock';
import { type Book, createBook } from './book';
import { type Call, callOf } from './calls';
import { onWire } from './cloud/ambush';
import { createEmulatedCloud, type EmulatedCloud } from './cloud/cloud';
import { begins } from './cloud/nobodys';
import { isIterable } from './life';
import { sampleOf } from './samples';
import type { Script } from './script';
import { boundedPlanner, ENDS, MOST_TIMERS } from './spinning';
import { type Rockpool, type Workstation, workstation } from './workstation';

/** What must never be, and was. */
export interface Violation {
  rule: string;
  /** What was seen. */
  what: string;
  /** Ms of the simulation. */
  at: number;
}

/** Everything that a history is played with. */
export interface Scene extends Disposable {
  readonly script: Script;
  readonly clock: VirtualClock;
  readonly simulator: Simulator;
  /** The OpenStack that the pool is in, and of which `simulator` shows what there is; absent: it is in `simulator` itself. */
  readonly cloud: EmulatedCloud | undefined;
  readonly workstations: readonly Workstation[];
  readonly book: Book;
  /** Calls that have gone out and aren't answered yet. */
  readonly pending: ReadonlySet<PendingCall>;
  /** Those of processes that have died since: they may still take effect. */
  readonly orphaned: ReadonlySet<PendingCall>;
  readonly violations: readonly Violation[];
  readonly lines: readonly string[];
  /** Of the whole history until now. */
  hash(): string;
  violate(rule: string, what: string): void;
  note(what: string): void;
  /** To be told before a workstation, or all of them, are struck. */
  struck(fault: 'crash' | 'sleep', by: Workstation): void;
}

export interface PendingCall extends Call {
  caller: Workstation;
  /** When the listing began by which the caller knew last what is on the host as the call went out; absent: there was none. */
  looked: number | undefined;
  /** Of one that removes a container: its instance, as the caller had it in its records then (undefined: in none). */
  removes: { containerId: string; instance: Instance | undefined } | undefined;
}

/** Who has such a call about a host under way. */
export function callersOf(
  call: Call['call'],
  hostId: string | undefined,
  calls: Iterable<PendingCall>,
): Workstation[] {
  return callsOf(call, hostId, calls).map(({ caller }) => caller);
}

export function callsOf(
  call: Call['call'],
  hostId: string | undefined,
  calls: Iterable<PendingCall>,
): PendingCall[] {
  return [...calls].filter(one => one.call === call && one.hostId === hostId);
}

/** Those who watch a history, checking or counting; each method is called for whatever it is named after. */
export interface Watcher {
  onWorld?(event: WorldEvent, scene: Scene): void;
  /** Before the book has it. */
  onCommit?(diff: Diff, by: Workstation, scene: Scene): void;
  /** What may come between a call and the one who makes it. `lost`: it never arrives; `crash`: it does, and its caller ends. */
  onCall?(call: PendingCall, scene: Scene): 'lost' | 'crash' | undefined;
  onStrike?(fault: 'crash' | 'sleep', scene: Scene): void;
}

export interface SceneOptions {
  watchers: readonly Watcher[];
  planner?: Planner | undefined;
  disguise?: (<T extends object>(thing: T) => T) | undefined;
}

/** Calls `onAnswer` with the first that comes, or at the end. */
async function* answered<T>(source: AsyncIterable<T>, onAnswer: () => void): AsyncGenerator<T> {
  try {
    for await (const piece of source) {
      onAnswer();
      yield piece;
    }
  } finally {
    onAnswer();
  }
}

/** No call of a cloud is on its way for longer (ms). */
const ON_ITS_WAY_MS = 90_000;

/** Memory where there is such a folder. */
const FOLDERS = ['/dev/shm', tmpdir()];

function makeFolder(): string {
  for (const parent of FOLDERS) {
    try {
      return mkdtempSync(path.join(parent, 'rockpool-sim-'));
    } catch {
      // The next one.
    }
  }
  throw new Error('There is no folder for temporary files.');
}

export function openScene(script: Script, { watchers, planner, disguise }: SceneOptions): Scene {
  const clock = virtualClock(undefined, { mostAtOnce: MOST_TIMERS });
  const folder = makeFolder();
  const lines: string[] = [];
  const violations: Violation[] = [];
  const pending = new Set<PendingCall>();
  const orphaned = new Set<PendingCall>();
  const book = createBook(() => simulator.clock.monotonic());

  function note(what: string): void {
    lines.push(`${Math.round(clock.monotonic())} ${what}`);
  }
  function violate(rule: string, what: string): void {
    note(`VIOLATION ${rule}: ${what}`);
    violations.push({ rule, what, at: clock.monotonic() });
  }
  function onEvent(event: WorldEvent): void {
    note(`${event.what} ${event.about}`);
    book.onWorld(event, simulator.world);
    for (const watcher of watchers) watcher.onWorld?.(event, scene);
  }
  const { project } = script;
  const cloud = project && createEmulatedCloud({ clock, settings: script.cloud, project, onEvent, note });
  const simulator = cloud?.simulator ?? createSimulator({ clock, settings: script.cloud, onEvent });

  function removalOf(containerId: string, { controllerId }: Workstation): PendingCall['removes'] {
    const id = book.containers.get(containerId)?.container.spec.marks.instance ?? '';
    return { containerId, instance: book.recordsOf(controllerId).instances.get(id) };
  }

  function around(
    caller: Workstation,
    target: object,
    name: string,
    args: readonly unknown[],
    go: () => unknown,
  ) {
    if (cloud && name === 'transport') return onWire(scene, caller, args, go as never);
    const hostOf = (url: string) => simulator.world.machine(url.slice(url.lastIndexOf('/') + 1))?.hostId;
    const found = callOf(target, name, args, hostOf);
    if (!found) return go();
    const looked = book.lastListing(found.hostId, caller.controllerId);
    const removes = found.call === 'engine.remove' ? removalOf(String(args[0]), caller) : undefined;
    const call = { ...found, caller, looked, removes };
    const begun = simulator.clock.monotonic();
    pending.add(call);
    const isOver = () => {
      pending.delete(call);
      orphaned.delete(call);
    };
    for (const watcher of watchers) {
      const fate = watcher.onCall?.(call, scene);
      if (!fate) continue;
      if (fate === 'crash') void Promise.resolve(go()).then(isOver, isOver);
      else isOver();
      return undefined;
    }
    const result = go();
    if (isIterable(result)) return answered(result, isOver);
    if (!(result instanceof Promise)) {
      isOver();
      return result;
    }
    result.then(() => {
      isOver();
      if (call.call.startsWith('engine.') && call.hostId)
        book.noteAnswer(call.hostId, caller.controllerId, caller.awakeMs());
      if (call.call === 'engine.list' && call.hostId)
        book.noteListing(call.hostId, caller.controllerId, begun);
    }, isOver);
    return result;
  }
  function onStart(by: Workstation, { store }: Rockpool): void {
    note(`${by.controllerId} starts`);
    begins({ cloud, book }, by.controllerId);
    store.onCommit(diff => {
      for (const { id, phase } of Object.values(diff.hosts?.put ?? {}))
        note(`${by.controllerId} host ${phase} ${id}`);
      for (const { id, state } of Object.values(diff.instances?.put ?? {}))
        note(`${by.controllerId} instance ${state} ${id}`);
      for (const watcher of watchers) watcher.onCommit?.(diff, by, scene);
      book.onCommit(diff, by.controllerId);
    });
  }
  function onBug(text: string, details: unknown): void {
    violate('no bug of ours', `${text} ${JSON.stringify(details) ?? ''}`);
  }
  // Marks that are names have ids of hexadecimal digits in them.
  const ids = cloud ? ['a'.repeat(32), 'b'.repeat(32)] : ['first', 'second'];
  const names = ids.slice(0, script.controllers);
  const station = (controllerId: string, number: number) =>
    workstation({
      controllerId,
      folder: path.join(folder, controllerId),
      simulator,
      cloud,
      seed: script.seed * 31 + number,
      sample: sampleOf(script),
      sleepCounts: script.sleepCounts,
      around,
      onStart,
      onBug,
      planner: boundedPlanner(planner, clock, what => violate(ENDS, what)),
      disguise,
    });

  const scene: Scene = {
    script,
    clock,
    simulator,
    cloud,
    workstations: names.map(station),
    book,
    pending,
    orphaned,
    violations,
    lines,
    hash: () => createHash('sha256').update(lines.join('\n')).digest('hex'),
    violate,
    note,
    struck(fault, by) {
      for (const watcher of watchers) watcher.onStrike?.(fault, scene);
      if (fault !== 'crash') return;
      for (const call of pending) {
        if (call.caller !== by) continue;
        pending.delete(call);
        orphaned.add(call);
        // What a provider of ours has under way ends with its process, but for the call that is on its way.
        if (cloud && call.call.startsWith('api.')) clock.timer(ON_ITS_WAY_MS, () => orphaned.delete(call));
      }
    },
    [Symbol.dispose]() {
      for (const one of scene.workstations) if (one.runs) one.crash();
      simulator.world[Symbol.dispose]();
      cloud?.[Symbol.dispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return scene;
}
