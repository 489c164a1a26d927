import path from 'node:path';
import type { Clock } from '../model/clock';
import { withDeadline } from '../model/deadline';
import { RockpoolError } from '../model/errors';
import type { HostLogLine } from '../model/hostLook';
import { formatBytes } from '../model/memory';
import type { ReportOptions, ReportPart } from '../model/report';
import type { State } from '../model/state';
import type { Tasks } from '../tasks/tasks';
import { type Cleaning, cleaned, cleanedLine, createCleaning } from './clean';
import { contentsOf } from './contents';
import { type LogFile, lastLines, newestLogs } from './logFiles';
import { readme, tooSlow } from './messages';
import { namesIn, type Person } from './names';
import { type PackedFile, packed } from './packed';
import { createDisguise } from './placeholders';
import { recordsOf } from './records';
import { createRedactor } from './redactor';

/** A file that a person has chosen. Whole or not at all: what was there before stays until all of it is written. */
export interface ReportFile {
  path: string;
  /** @throws RockpoolError FILE_NOT_SAVED, or what the pieces end with */
  write(pieces: AsyncIterable<Uint8Array>, options: { signal: AbortSignal }): Promise<void>;
}

/** What only whoever runs the backend knows: versions, and the like. */
export type ReportFacts = Record<string, unknown>;

/** Reports for support: what Rockpool knows of what happened, in one file, without anything secret. */
export interface Reports {
  /** What a report would hold now. */
  contents(): Promise<ReportPart[]>;
  /** Begins to write one as a task, whose `file` it is once it is whole; answers with its id. */
  save(file: ReportFile, facts: ReportFacts, options: ReportOptions): string;
}

interface Dependencies {
  /** Holds the app's log. */
  logFolder: string;
  state(): State;
  hostLog(hostId: string): Promise<HostLogLine[]>;
  /** All that Rockpool has or can make. */
  secrets(): readonly string[];
  person: Person;
  tasks: Pick<Tasks, 'start'>;
  clock: Clock;
}

/** So much of the app's log, and of the logs of all hosts, the newest of both. */
const MOST_LOG_BYTES = 10 * 1024 * 1024;
const MOST_HOST_LOG_CHARACTERS = 10 * 1024 * 1024;
/** So long nothing may move. */
const STILL_MS = 60_000;
/** What is cleaned before others have their turn. */
const AT_ONCE_CHARACTERS = 64 * 1024;

export function createReports(dependencies: Dependencies): Reports {
  const { logFolder, tasks, clock } = dependencies;

  async function contents(): Promise<ReportPart[]> {
    const logs = await newestLogs(logFolder, MOST_LOG_BYTES);
    return contentsOf(dependencies.state(), bytesOf(logs));
  }

  return {
    contents,
    save(file, facts, { placeholders }) {
      const { id } = tasks.start({ kind: 'report', title: 'Save a report for support' }, async task => {
        let size = 0;
        const late = () => new RockpoolError(tooSlow(file.path));
        await withDeadline(clock, { limitMs: STILL_MS, signal: task.signal, late }, async deadline => {
          const { signal } = deadline;
          const progress: Progress = (step, done, total) => {
            deadline.touch();
            task.report({ step, done, total });
          };
          const files = reportFiles(dependencies, facts, { placeholders, progress, signal });
          async function* counted(): AsyncGenerator<Uint8Array, void> {
            const name = path.basename(file.path).replace(/\.tar\.gz$/, '');
            for await (const piece of packed(name, files, clock.now())) {
              signal.throwIfAborted();
              size += piece.length;
              yield piece;
              deadline.touch();
            }
          }
          await file.write(counted(), { signal });
        });
        task.report({ file: file.path });
        return `Saved as ${file.path} (${formatBytes(size)}).`;
      });
      return id;
    },
  };
}

type Progress = (step: string, done: number, total: number) => void;

interface Making {
  placeholders: boolean;
  progress: Progress;
  signal: AbortSignal;
}

const bytesOf = (logs: readonly LogFile[]) => logs.reduce((sum, { bytes }) => sum + bytes, 0);

async function* reportFiles(
  { logFolder, state: read, hostLog, secrets, person, clock }: Dependencies,
  facts: ReportFacts,
  { placeholders, progress, signal }: Making,
): AsyncGenerator<PackedFile, void> {
  const state = read();
  const logs = await newestLogs(logFolder, MOST_LOG_BYTES);
  const disguise = placeholders ? createDisguise(namesIn(state, person)) : undefined;
  const cleaning = createCleaning(createRedactor(secrets()), disguise);
  const total = bytesOf(logs);
  let done = 0;

  const at = new Date(clock.now()).toISOString();
  yield { name: 'README.txt', text: readme(contentsOf(state, total), { placeholders, at }) };
  yield { name: 'versions.json', text: `${JSON.stringify(cleaned(facts, cleaning), undefined, 2)}\n` };
  for (const [name, records] of Object.entries(recordsOf(state))) {
    progress(name, done, total);
    const pieces = inTurns(records, record => JSON.stringify(cleaned(record, cleaning)), { clock, signal });
    const lines: string[] = [];
    for await (const piece of pieces) lines.push(...piece);
    yield { name, text: `[\n${lines.join(',\n')}\n]\n` };
  }
  for (const log of logs) {
    const lines: string[] = [];
    for await (const piece of inTurns(await lastLines(log), line => cleanedLine(line, cleaning), {
      clock,
      signal,
    })) {
      lines.push(...piece);
      done += piece.reduce((sum, line) => sum + line.length + 1, 0);
      progress('the log', Math.min(done, total), total);
    }
    yield { name: `log/${log.name}`, text: `${lines.join('\n')}\n` };
  }
  yield* hostFiles(state, hostLog, cleaning, {
    clock,
    signal,
    progress: () => progress('the logs of hosts', total, total),
  });
}

/** What was done to each host, of those that moved last first. */
async function* hostFiles(
  { hosts }: State,
  hostLog: Dependencies['hostLog'],
  cleaning: Cleaning,
  { clock, signal, progress }: { clock: Clock; signal: AbortSignal; progress: () => void },
): AsyncGenerator<PackedFile, void> {
  const movedAt = ({ history, createdAt }: State['hosts'][string]) => history.at(-1)?.at ?? createdAt;
  let left = MOST_HOST_LOG_CHARACTERS;
  for (const { id } of Object.values(hosts).sort((a, b) => movedAt(b) - movedAt(a))) {
    if (left <= 0) return;
    progress();
    const lines: string[] = [];
    for await (const piece of inTurns(await hostLog(id), lineOf, { clock, signal })) lines.push(...piece);
    const text = lines.join('\n');
    left -= text.length;
    if (text !== '') yield { name: `log/hosts/${id}.log`, text: `${text}\n` };
  }
  function lineOf({ at, level, text }: HostLogLine): string {
    return `${new Date(at).toISOString()} ${level} ${cleaned(text, cleaning)}`;
  }
}

/** Works through a list in portions, between which others have their turn. */
async function* inTurns<T>(
  list: readonly T[],
  one: (value: T) => string,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): AsyncGenerator<string[], void> {
  let portion: string[] = [];
  let characters = 0;
  for (const value of list) {
    const text = one(value);
    portion.push(text);
    characters += text.length;
    if (characters < AT_ONCE_CHARACTERS) continue;
    yield portion;
    portion = [];
    characters = 0;
    await clock.sleep(0, { signal });
  }
  yield portion;
}
