import { PassThrough } from 'node:stream';
import type { Engine } from '../engine';
import { checkRoom, type ImageLibrary, portionsOf, unpackedSize } from '../images';
import type { Clock } from '../model/clock';
import { withDeadline } from '../model/deadline';
import { RockpoolError } from '../model/errors';
import { type Image, shortName } from '../model/image';
import { hostKeyOf, quoted, type RunResult, type SshConnection } from '../ssh';
import type { TaskContext } from '../tasks/tasks';
import * as say from './messages';
import permitScript from './permit.sh?raw';
import receiveScript from './receive.sh?raw';
import sendScript from './send.sh?raw';

/** Has a host that has an image give it to another, over SSH from host to host. */
export interface Relay {
  /**
   * What `target` lacks of the image comes from the host of `source`, which has it. False: it isn't worth it, or one of
   * them can't be told.
   * @throws RockpoolError RELAY_FAILED, HOST_NO_SPACE, what the connections and engines say
   */
  bring(
    source: Pick<Engine, 'url' | 'findImage'>,
    target: Engine,
    image: Image,
    context: Pick<TaskContext, 'signal' | 'report'>,
  ): Promise<boolean>;
}

interface Dependencies {
  images: Pick<ImageLibrary, 'frame'>;
  /** To the host of an engine; undefined: there is none. */
  connectionTo(engineUrl: string): SshConnection | undefined;
  /** What people call it. */
  nameOf(engineUrl: string): string;
  clock: Clock;
}

/** What is smaller is quicker sent than two hosts are introduced to each other. */
const LEAST_BYTES = 4 * 1024 * 1024;
/** An engine writes out an image before it gives the first byte of it, and unpacks one after the last. */
const QUIET_MS = 10 * 60_000;
/** The machine that is delivered to says nothing meanwhile. */
const LEASE_MS = 6 * 60 * 60_000;
const READY_MS = 30_000;

export function createRelay({ images, connectionTo, nameOf, clock }: Dependencies): Relay {
  return {
    async bring(source, target, image, { signal, report }) {
      const [from, to] = [connectionTo(source.url), connectionTo(target.url)];
      const lacking = await target.lacking?.(image, { signal });
      const there = await source.findImage(image, { signal });
      if (!from || !to || !lacking || there === undefined) return false;
      const bytes = portionsOf(image, lacking.layers).reduce((sum, portion) => sum + portion.bytes, 0);
      if (bytes < LEAST_BYTES) return false;
      const portion = { depth: image.layers.length, layers: lacking.layers, bytes };
      await checkRoom(target, image, [portion], signal);
      const frame = await images.frame(image, { portion, format: lacking.format, marked: true });
      const step = `${nameOf(source.url)} gives it`;
      report({ step, done: 0, total: bytes });

      const ended = new AbortController();
      const ends = AbortSignal.any([signal, ended.signal]);
      const sending = talk(from, `bash -c ${quoted(sendScript)} send ${quoted(there)}`, QUIET_MS, ends);
      const receiving = talk(to, `bash -c ${quoted(permitScript)} permit`, LEASE_MS, ends);
      try {
        const files = [
          ['receive.sh', Buffer.from(receiveScript)],
          ['before', frame.before],
          ['after', frame.after],
          ...frame.layers.flatMap(({ diffId, size, header }) => [
            [`${hexOf(diffId)}.header`, header],
            [`${hexOf(diffId)}.size`, Buffer.from(`${size}`)],
          ]),
        ] as [string, Buffer][];
        for (const [name, content] of files) receiving.say(`file ${name} ${content.toString('base64')}`);
        const key = await waitFor(sending.line('key'), 'make a key', from);
        receiving.say(`key ${key}`);
        receiving.say('go');
        const [address = '', port = ''] = (await waitFor(receiving.line('ready'), 'be ready', to)).split(' ');
        for (const known of receiving.all('hostkey').filter(line => isPinned(line, to)))
          sending.say(`known ${known}`);
        const { user } = to.target;
        if (address !== '') sending.say(`to ${user} ${port} ${address}`);
        sending.say(`to ${user} ${to.target.port} ${to.target.address}`);
        for (const line of layerLines(image, lacking.layers)) sending.say(line);
        sending.onLine('sent', sent => {
          const done = Math.min(bytes, Number(sent));
          report(done < bytes ? { step, done } : { step: 'The host unpacks it', done });
        });
        sending.say('go');
        // Whichever of the two breaks off ends the other.
        const result = await Promise.race([sending.ended, receiving.ended]);
        if (result.status !== 0)
          throw new RockpoolError(say.relayFailed(shortName(image.id), nameOf(source.url), result));
        receiving.end();
        await receiving.ended;
        return true;
      } finally {
        sending.end();
        receiving.end();
        ended.abort();
        await Promise.allSettled([sending.ended, receiving.ended]);
      }
    },
  };

  async function waitFor(line: Promise<string>, doing: string, { target }: SshConnection): Promise<string> {
    const late = () => new RockpoolError(say.relaySilent(target.address, doing, READY_MS));
    return withDeadline(clock, { limitMs: READY_MS, signal: undefined, late }, () => line);
  }
}

/** What send.sh is told of the layers that it is to give: the how manieth, digest, and size where that tells it from others. */
export function layerLines({ layers }: Pick<Image, 'layers'>, lacking: readonly string[]): string[] {
  const sizes = layers.map(unpackedSize);
  const isAlone = (size: number) => sizes.indexOf(size) === sizes.lastIndexOf(size);
  return layers.flatMap(({ diffId }, at) => {
    const size = sizes[at] ?? 0;
    return lacking.includes(diffId) ? [`layer ${at} ${hexOf(diffId)} ${isAlone(size) ? size : '-'}`] : [];
  });
}

const hexOf = (digest: string) => digest.slice('sha256:'.length);

function isPinned(line: string, { target }: SshConnection): boolean {
  const key = hostKeyOf(Buffer.from(line.split(' ')[1] ?? '', 'base64'));
  return target.hostKeys.some(({ fingerprint }) => fingerprint === key?.fingerprint);
}

/** A command that is spoken with, a line at a time; what it says are a word and a value. */
function talk(connection: SshConnection, command: string, quietMs: number, signal: AbortSignal) {
  const input = new PassThrough();
  const lines: [string, string][] = [];
  const listeners = new Set<(word: string, value: string) => void>();
  let text = '';
  const ended: Promise<RunResult> = connection.run(command, {
    ...{ input, quietMs, signal },
    onOutput(piece) {
      const parts = `${text}${piece}`.split('\n');
      text = parts.pop() ?? '';
      for (const line of parts) {
        const [word = '', ...value] = line.split(' ');
        lines.push([word, value.join(' ')]);
        for (const listener of listeners) listener(word, value.join(' '));
      }
    },
  });
  ended.catch(() => undefined);
  return {
    ended,
    say: (line: string) => void input.write(`${line}\n`),
    end: () => void input.end(),
    all: (word: string) => lines.flatMap(([first, value]) => (first === word ? [value] : [])),
    onLine(word: string, listener: (value: string) => void) {
      listeners.add((first, value) => first === word && listener(value));
    },
    /** The first of that word; @throws where the command ends before. */
    line(word: string): Promise<string> {
      return new Promise((resolve, reject) => {
        const known = lines.find(([first]) => first === word);
        if (known) resolve(known[1]);
        listeners.add((first, value) => first === word && resolve(value));
        ended.then(
          result => reject(new RockpoolError(say.relayRefused(connection.target.address, result))),
          reject,
        );
      });
    },
  };
}
