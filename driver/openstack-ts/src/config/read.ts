import { readFile, stat } from 'node:fs/promises';
import type { Auth } from '../core/config.ts';
import { type ChosenCloud, chooseCloud, cloudNames, type Sources } from './chosen.ts';
import { type CloudReading, readCloud } from './cloudOf.ts';
import { parseSettings, type SettingsFile } from './document.ts';
import { CloudConfigError, isCloudConfigError } from './errors.ts';
import { regionNames } from './regions.ts';
import { type ConfigFile, type Machine, searchPath } from './search.ts';

/** Somebody wrote it by hand; what is far larger is another file. */
const MOST_BYTES = 4 * 1024 * 1024;

export interface ReadOptions {
  /** A clouds.yaml; absent: the one that OpenStack's own clients would find. */
  file?: string | undefined;
  /** A home folder may be on a server that is away: this ends the wait. */
  signal?: AbortSignal | undefined;
}

/**
 * What the machine's files and variables say of clouds.
 * @throws CloudConfigError FileUnreadable, FileMalformed
 */
export async function readSources(machine: Machine, { file, signal }: ReadOptions = {}): Promise<Sources> {
  const read = (one: ConfigFile) => firstOf(searchPath(one, machine), signal);
  const [clouds, secure, vendors] = await Promise.all([
    file === undefined ? read('clouds') : required(file, signal),
    read('secure'),
    read('clouds-public'),
  ]);
  return { clouds, secure, vendors, env: machine.env };
}

/** A cloud that is described on the machine. */
export interface DescribedCloud {
  name: string;
  regions: string[];
  /** What signing in takes and nothing says, where it lacks it: dashboards hand out files without the password. */
  lacks?: Auth['kind'];
}

/** Clouds that the machine's files and variables describe, with the regions that each names. @throws CloudConfigError */
export async function listClouds(
  machine: Machine,
  options: ReadOptions = {},
): Promise<{ file?: string | undefined; clouds: DescribedCloud[] }> {
  const sources = await readSources(machine, options);
  return {
    /** Absent: there is no such file. */
    file: sources.clouds?.file,
    clouds: cloudNames(sources).map(name => describedOf(chooseCloud(sources, name), machine)),
  };
}

function describedOf(cloud: ChosenCloud, { home }: Machine): DescribedCloud {
  const described = { name: cloud.name, regions: regionNames(cloud) };
  try {
    const { lacksSecret, config } = readCloud(cloud, { home });
    return lacksSecret ? { ...described, lacks: config.auth.kind } : described;
  } catch (error) {
    // What else is wrong with it is said where it is used.
    if (!isCloudConfigError(error)) throw error;
    return described;
  }
}

/**
 * One cloud as the machine's files and variables describe it.
 * @param options.cloud absent: the one that OS_CLOUD or the variables say, or the only one
 * @param options.region absent: the one that OS_REGION_NAME says, or its first
 * @throws CloudConfigError
 */
export async function loadCloud(
  machine: Machine,
  options: ReadOptions & { cloud?: string | undefined; region?: string | undefined } = {},
): Promise<CloudReading> {
  const sources = await readSources(machine, options);
  const cloud = chooseCloud(sources, options.cloud);
  // The variable is about whichever cloud the environment means, not about one that was asked for.
  const usual = options.cloud === undefined ? machine.env.OS_REGION_NAME || undefined : undefined;
  const reading = readCloud(cloud, { region: options.region ?? usual, home: machine.home });
  if (reading.caFile === undefined) return reading;
  const ca = await requiredText(reading.caFile, options.signal);
  return { ...reading, config: { ...reading.config, ca } };
}

/** The first file that is there; one that may not be read is passed over, as openstacksdk does. */
async function firstOf(files: string[], signal: AbortSignal | undefined): Promise<SettingsFile | undefined> {
  for (const file of files) {
    const text = await textOf(file, signal).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'EACCES') return undefined;
      throw unreadable(file, error);
    });
    if (text !== undefined) return parseSettings(file, text);
  }
  return undefined;
}

async function required(file: string, signal: AbortSignal | undefined): Promise<SettingsFile> {
  return parseSettings(file, await requiredText(file, signal));
}

function requiredText(file: string, signal: AbortSignal | undefined): Promise<string> {
  return textOf(file, signal).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(file, error);
  });
}

async function textOf(file: string, signal: AbortSignal | undefined): Promise<string> {
  signal?.throwIfAborted();
  const { size } = await stat(file);
  if (size > MOST_BYTES) throw new Error('it is far too large');
  return readFile(file, { encoding: 'utf8', ...(signal ? { signal } : {}) });
}

const REASONS: Record<string, string> = {
  ENOENT: 'there is none',
  EACCES: 'this user may not read it',
  EISDIR: 'it is a folder',
};

function unreadable(file: string, error: NodeJS.ErrnoException): CloudConfigError {
  const reason = REASONS[error.code ?? ''] ?? error.message;
  return new CloudConfigError('FileUnreadable', `The file can't be read: ${reason}.`, { file }, error);
}
