import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ClientChannel } from 'ssh2';
import type { Clock } from '../model/clock';
import { withDeadline } from '../model/deadline';
import { RockpoolError } from '../model/errors';
import * as say from './messages';
import type { RunOptions, RunResult, SshTarget } from './port';

const KEPT_BYTES = 1024 * 1024;
const SHOWN_CHARACTERS = 60;

/** Feeds a command that was started and reads it to its end. An abort, or too long a silence, closes its channel. */
export function runOn(
  channel: ClientChannel,
  target: SshTarget,
  command: string,
  { input = '', onOutput, quietMs, signal, clock }: RunOptions & { clock: Clock },
): Promise<RunResult> {
  const doing = `finish "${command.slice(0, SHOWN_CHARACTERS)}"`;
  const late = () => new RockpoolError(say.timedOut(target, doing, quietMs));
  const ended = withDeadline(clock, { limitMs: quietMs, signal, late }, deadline => {
    const read = (stream: Readable) => tailOf(stream, text => onOutput?.(text), deadline.touch);
    const stdout = read(channel);
    const stderr = read(channel.stderr);
    return new Promise<RunResult>((resolve, reject) => {
      // Not 'exit': a quick command has exited before anybody could listen, but what it wrote waits to be read.
      channel.once('close', (status?: number | null) => {
        // Neither status nor signal: the connection broke under it.
        if (status === undefined) reject(new RockpoolError(say.brokeOff(target)));
        else resolve({ status: status ?? undefined, stdout: stdout(), stderr: stderr() });
      });
      const source =
        typeof input === 'string' ? Readable.from(input === '' ? [] : [Buffer.from(input)]) : input;
      source.on('data', deadline.touch);
      // A command may end without having read all; how it ended says whether that is well.
      pipeline(source, channel, { signal: deadline.signal }).catch(() => undefined);
    });
  });
  return ended.catch(error => {
    channel.destroy();
    throw error;
  });
}

/** Gathers the last of a stream's text; a character may come in two pieces. */
function tailOf(stream: Readable, onText: (text: string) => void, onData: () => void): () => string {
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (piece: string) => {
    onData();
    onText(piece);
    text = (text + piece).slice(-KEPT_BYTES);
  });
  stream.on('error', () => undefined);
  return () => text;
}
