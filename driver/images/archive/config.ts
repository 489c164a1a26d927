import { createHash } from 'node:crypto';
import { z } from 'zod';
import { runsOn } from '../../model/architecture';
import {
  configMismatch,
  configNotJson,
  configTooDeep,
  configTooLarge,
  configWrongShape,
  otherArchitecture,
  otherSystem,
} from './imageMessages';
import { readJson } from './json';
import type { ArchiveLimits } from './limits';

const strings = z.array(z.string()).nullish();
/** An image's config, as far as we use it (OCI image-spec, config.md; Docker writes the same). */
const configSchema = z.object({
  architecture: z.string().nullish(),
  os: z.string().nullish(),
  created: z.string().nullish(),
  config: z
    .object({
      ExposedPorts: z.record(z.string(), z.unknown()).nullish(),
      Entrypoint: strings,
      Cmd: strings,
      Env: strings,
      User: z.string().nullish(),
    })
    .nullish(),
  rootfs: z.object({ diff_ids: z.array(z.string().regex(/^sha256:[0-9a-f]{64}$/)).nullish() }),
});

/** What an image's config says. */
export interface ImageFacts {
  /** sha256 of the config, `sha256:…`. */
  imageId: string;
  architecture: string;
  os: string;
  exposedPorts: number[];
  entrypoint: string[];
  command: string[];
  environment: string[];
  user: string;
  /** Ms since the epoch, if the image says when it was built. */
  builtAt?: number;
  diffIds: string[];
}

/**
 * Reads an image's config.
 * @param path where it lay; a name that is a checksum must be right
 * @throws RockpoolError IMAGE_CONFIG_…
 */
export function readConfig(json: Uint8Array, path: string, limits: ArchiveLimits): ImageFacts {
  const parsed = readJson(json, configSchema, limits);
  if (!parsed.ok) {
    switch (parsed.fault) {
      case 'too-large':
        throw configTooLarge();
      case 'too-deep':
        throw configTooDeep();
      case 'not-json':
        throw configNotJson();
      case 'wrong-shape':
        throw configWrongShape(parsed.detail);
    }
  }
  const digest = createHash('sha256').update(json).digest('hex');
  const named = /(?:^|\/)([0-9a-f]{64})(?:\.json)?$/.exec(path)?.[1];
  if (named && named !== digest) throw configMismatch(path);
  const { architecture, os, created, config, rootfs } = parsed.value;
  const builtAt = created ? Date.parse(created) : Number.NaN;
  return {
    imageId: `sha256:${digest}`,
    architecture: architecture ?? '',
    os: os ?? 'linux',
    exposedPorts: tcpPorts(Object.keys(config?.ExposedPorts ?? {})),
    entrypoint: config?.Entrypoint ?? [],
    command: config?.Cmd ?? [],
    environment: config?.Env ?? [],
    user: config?.User ?? '',
    ...(Number.isNaN(builtAt) ? {} : { builtAt }),
    diffIds: rootfs.diff_ids ?? [],
  };
}

/** `8080/tcp`, `9000-9002`, `53/udp` → the TCP ones, ascending. */
function tcpPorts(exposed: string[]): number[] {
  const ports = new Set<number>();
  for (const text of exposed) {
    const [, from, to, protocol] = /^(\d{1,5})(?:-(\d{1,5}))?(?:\/(\w+))?$/.exec(text) ?? [];
    if (!from || (protocol ?? 'tcp') !== 'tcp') continue;
    const last = Math.min(Number(to ?? from), 65535);
    for (let port = Math.max(Number(from), 1); port <= last && ports.size < 1000; port++) ports.add(port);
  }
  return [...ports].sort((a, b) => a - b);
}

/** @throws RockpoolError IMAGE_OTHER_ARCHITECTURE, IMAGE_OTHER_SYSTEM */
export function checkPlatform(facts: ImageFacts, engineArchitecture: string): void {
  if (facts.os !== 'linux') throw otherSystem(facts.os);
  if (!runsOn(facts.architecture, engineArchitecture)) {
    throw otherArchitecture(facts.architecture, engineArchitecture);
  }
}
