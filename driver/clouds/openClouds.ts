import { createHash } from 'node:crypto';
import {
  type Cloud,
  CloudConfigError,
  type Environment,
  type Machine,
  openCloud,
  orAborted,
} from 'openstack-ts';
import type { Clock } from '../model/clock';
import type { CloudConnection } from '../model/cloudConnection';
import { withDeadline } from '../model/deadline';
import { isSame } from '../model/isSame';
import { type CloudRead, readConnection } from './config';

/** A cloud as its connection describes it now. */
export interface OpenCloud extends CloudRead {
  cloud: Cloud;
}

/** Clouds by connection and secret: whoever asks for the same one shares its token. */
export interface OpenClouds {
  /** @throws CloudConfigError (of the client) */
  open(connection: CloudConnection, secret: string, options: { signal: AbortSignal }): Promise<OpenCloud>;
  /** With what those were signed in at that are kept: for whoever must not tell it. */
  secrets(): string[];
}

/** Files are looked at again after so long: a password may have changed in clouds.yaml. */
const READ_AGAIN_MS = 30_000;
/** Home folders may be on a server. */
const READ_LIMIT_MS = 15_000;
/** Connections that are being tried out are many, each for a while. */
const MOST = 32;

interface Kept {
  readAt: number;
  open: OpenCloud;
}

export function openClouds(machine: Machine, environment: Partial<Environment>, clock: Clock): OpenClouds {
  const kept = new Map<string, Kept>();
  /** Shared by all who ask meanwhile. */
  const reading = new Map<string, Promise<OpenCloud>>();

  async function read(key: string, connection: CloudConnection, secret: string): Promise<OpenCloud> {
    const readAt = clock.monotonic();
    const found = await withDeadline(
      clock,
      { limitMs: READ_LIMIT_MS, late: () => late(connection) },
      deadline => readConnection(connection, secret, machine, deadline),
    );
    // With the same description it is the same cloud, still signed in.
    const known = kept.get(key);
    const isKnown = known !== undefined && isSame(known.open.config, found.config);
    const open = { ...found, cloud: isKnown ? known.open.cloud : openCloud(found.config, environment) };
    kept.delete(key);
    kept.set(key, { readAt, open });
    const [oldest] = kept.keys();
    if (kept.size > MOST && oldest !== undefined) kept.delete(oldest);
    return open;
  }

  return {
    async open(connection, secret, { signal }) {
      signal.throwIfAborted();
      const key = createHash('sha256')
        .update(JSON.stringify([connection, secret]))
        .digest('hex');
      const known = kept.get(key);
      if (known && clock.monotonic() - known.readAt < READ_AGAIN_MS) return known.open;
      const asked = reading.get(key) ?? read(key, connection, secret).finally(() => reading.delete(key));
      reading.set(key, asked);
      asked.catch(() => undefined);
      return orAborted(asked, signal);
    },
    secrets: () => [...kept.values()].map(({ open }) => secretOf(open.config.auth)),
  };
}

function late(connection: CloudConnection): CloudConfigError {
  const what = `The file can't be read: nothing of it came within ${READ_LIMIT_MS / 1000} s; the folder in which it is may be on a server that is away.`;
  const file = connection.kind === 'own' ? connection.caFile : connection.path;
  return new CloudConfigError('FileUnreadable', what, file ? { file } : {});
}

function secretOf(auth: OpenCloud['config']['auth']): string {
  if (auth.kind === 'password') return auth.password;
  return auth.kind === 'token' ? auth.token : auth.secret;
}
