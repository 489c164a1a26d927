import { createHash } from 'node:crypto';
import { type Cloud, type Environment, type Machine, openCloud } from 'openstack-ts';
import type { CloudConnection } from '../model/cloudConnection';
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
/** Connections that are being tried out are many, each for a while. */
const MOST = 32;

interface Kept {
  readAt: number;
  open: OpenCloud;
}

export function openClouds(
  machine: Machine,
  environment: Partial<Environment>,
  clock: { monotonic(): number },
): OpenClouds {
  const kept = new Map<string, Kept>();
  return {
    async open(connection, secret, { signal }) {
      const key = createHash('sha256')
        .update(JSON.stringify([connection, secret]))
        .digest('hex');
      const known = kept.get(key);
      if (known && clock.monotonic() - known.readAt < READ_AGAIN_MS) return known.open;
      const readAt = clock.monotonic();
      const read = await readConnection(connection, secret, machine, { signal });
      // With the same description it is the same cloud, still signed in.
      const isKnown = known !== undefined && isSame(known.open.config, read.config);
      const cloud = isKnown ? known.open.cloud : openCloud(read.config, environment);
      const open = { ...read, cloud };
      kept.delete(key);
      kept.set(key, { readAt, open });
      const [oldest] = kept.keys();
      if (kept.size > MOST && oldest !== undefined) kept.delete(oldest);
      return open;
    },
    secrets: () => [...kept.values()].map(({ open }) => secretOf(open.config.auth)),
  };
}

function secretOf(auth: OpenCloud['config']['auth']): string {
  if (auth.kind === 'password') return auth.password;
  return auth.kind === 'token' ? auth.token : auth.secret;
}
