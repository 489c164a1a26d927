import { type Engine, isEngineAway } from '../engine';
import { isCancelled, sentence, toErrorValue } from '../model/errors';
import { type Image, shortName } from '../model/image';
import type { TaskContext } from '../tasks/tasks';

/** Hosts that give each other images, so that each leaves the workstation once. */
export interface Neighbours {
  /** Engines of the hosts that give the one at `url` images; undefined: nobody does. */
  of(url: string): { group: string; engines: readonly Engine[] } | undefined;
  /** @returns false: it isn't worth it @throws RockpoolError where it can't be done */
  relay(
    source: Engine,
    target: Engine,
    image: Image,
    context: Pick<TaskContext, 'signal' | 'report'>,
  ): Promise<boolean>;
}

/** Brings images from neighbours where some have them, and else by what is given to `bring`. */
export interface Feeding {
  bring(
    target: Engine,
    image: Image,
    send: () => Promise<void>,
    context: Pick<TaskContext, 'signal' | 'report'>,
  ): Promise<void>;
}

interface Dependencies {
  neighbours?: Neighbours | undefined;
  /** Told, for people, why a host is sent what a neighbour was to give it. */
  note?(engineUrl: string, text: string): void;
}

/** One image on its way to the hosts of one group. */
interface Feed {
  /** Engines that have it, each with how many it gives it to now. */
  readonly givers: Map<string, number>;
  /** Who is sent it from here. */
  sentTo: string | undefined;
  /** How many want it. */
  waiting: number;
  /** Resolves when a giver is free, or there is one more, or nobody is sent it any more. */
  change: { promise: Promise<void>; tell(): void };
  looked: Promise<void> | undefined;
}

/** Each of them reads the image from its disk and encrypts it. */
const MOST_AT_ONCE = 2;

export function createFeeding({ neighbours, note }: Dependencies): Feeding {
  const feeds = new Map<string, Feed>();

  function told(feed: Feed): void {
    const before = feed.change;
    feed.change = aChange();
    before.tell();
  }
  /** Whoever has it already, however it came there. One that can't be asked has nothing to give. */
  async function look(feed: Feed, engines: readonly Engine[], image: Image): Promise<void> {
    await Promise.all(
      engines.map(async engine => {
        const found = await engine.findImage(image).catch(() => undefined);
        if (found !== undefined) feed.givers.set(engine.url, 0);
      }),
    );
  }

  return {
    async bring(target, image, send, context) {
      const near = neighbours?.of(target.url);
      if (!neighbours || !near || near.engines.length === 0) return send();
      const key = `${near.group} ${image.id} ${image.imageId}`;
      const feed = feeds.get(key) ?? newFeed();
      feeds.set(key, feed);
      feed.waiting += 1;
      try {
        feed.looked ??= look(feed, near.engines, image);
        await either(feed.looked, context.signal);
        await feedOne(feed, target, image, send, context);
        feed.givers.set(target.url, 0);
      } finally {
        feed.waiting -= 1;
        if (feed.waiting === 0) feeds.delete(key);
        told(feed);
      }
    },
  };

  async function feedOne(
    feed: Feed,
    target: Engine,
    image: Image,
    send: () => Promise<void>,
    { signal, report }: Pick<TaskContext, 'signal' | 'report'>,
  ): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const engines = neighbours?.of(target.url)?.engines ?? [];
      const giver = leastBusy(feed, engines);
      if (giver) {
        if (await given(feed, giver, target, image, { signal, report })) return;
      } else if (feed.sentTo === undefined && feed.givers.size === 0) {
        feed.sentTo = target.url;
        try {
          return await send();
        } finally {
          feed.sentTo = undefined;
        }
      } else {
        report({ step: 'Waiting for a host that has it' });
        await either(feed.change.promise, signal);
      }
    }
  }

  /** False: not by this one. */
  async function given(
    feed: Feed,
    giver: Engine,
    target: Engine,
    image: Image,
    context: Pick<TaskContext, 'signal' | 'report'>,
  ): Promise<boolean> {
    feed.givers.set(giver.url, (feed.givers.get(giver.url) ?? 0) + 1);
    try {
      if (await neighbours?.relay(giver, target, image, context)) return true;
      feed.givers.delete(giver.url);
    } catch (error) {
      context.signal.throwIfAborted();
      // The one that it is for can't be had: nobody else would fare better.
      const { code } = toErrorValue(error);
      if (isCancelled(error) || code === 'HOST_NO_SPACE') throw error;
      feed.givers.delete(giver.url);
      if (!isEngineAway(error))
        note?.(
          target.url,
          `A neighbour did not give "${shortName(image.id)}". ${sentence(toErrorValue(error))}`,
        );
    } finally {
      const busy = feed.givers.get(giver.url);
      if (busy !== undefined) feed.givers.set(giver.url, Math.max(0, busy - 1));
      told(feed);
    }
    return false;
  }
}

function leastBusy(feed: Feed, engines: readonly Engine[]): Engine | undefined {
  const busy = ({ url }: Engine) => feed.givers.get(url) ?? MOST_AT_ONCE;
  const [first] = engines.filter(engine => busy(engine) < MOST_AT_ONCE).sort((a, b) => busy(a) - busy(b));
  return first;
}

function newFeed(): Feed {
  return { givers: new Map(), sentTo: undefined, waiting: 0, change: aChange(), looked: undefined };
}

function aChange(): Feed['change'] {
  let tell: () => void = () => undefined;
  const promise = new Promise<void>(resolve => {
    tell = resolve;
  });
  return { promise, tell };
}

/** What comes first: the promise, or the end of waiting for it. */
async function either(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  let leave: () => void = () => undefined;
  const left = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
  });
  try {
    await Promise.race([promise, left]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
