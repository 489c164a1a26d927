import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from '../model/clock';
import { isCancelled, RockpoolError, toErrorValue } from '../model/errors';
import { callsTo } from './call';
import { candidates, type Place } from './candidates';
import { namesIn, readContexts } from './dockerContexts';
import { askAbout } from './facts';
import type { EngineCandidate } from './port';
import { dockerOver, transportFor } from './transport';

export interface Machine {
  env: Record<string, string | undefined>;
  home: string;
  platform: NodeJS.Platform;
  uid: number | undefined;
  privateUrl: string | undefined;
}

const ASK_LIMIT_MS = 3000;

/** Looks at this machine for places to ask; reads small files only. */
export function placesOn({ env, home, platform, uid, privateUrl }: Machine): Place[] {
  const { contexts, current } = readContexts(env.DOCKER_CONFIG || path.join(home, '.docker'), env);
  const podmanDir = path.join(home, '.local/share/containers/podman/machine');
  return candidates({
    env,
    home,
    platform,
    uid,
    contexts,
    currentContext: current,
    colimaProfiles: namesIn(path.join(home, '.colima')).filter(name => !/^[._]/.test(name)),
    podmanSockets: [
      path.join(podmanDir, 'podman.sock'),
      ...namesIn(podmanDir).map(name => path.join(podmanDir, name, 'podman.sock')),
    ].filter(existsSync),
    privateUrl,
  });
}

/** Asks all places at once. First those that answered, then those that should have, with the reason. */
export async function askPlaces(
  places: Place[],
  { clock, platform }: { clock: Clock; platform: NodeJS.Platform },
  { signal }: { signal?: AbortSignal } = {},
): Promise<EngineCandidate[]> {
  const asked = await Promise.all(
    places.map(async place => ({ place, answer: await ask(place, { clock, platform }, signal) })),
  );
  const answered: EngineCandidate[] = [];
  const silent: EngineCandidate[] = [];
  for (const { place, answer } of asked) {
    const { url, source } = place;
    if ('facts' in answer) {
      const same = answered.find(({ facts }) => facts?.id === answer.facts.id);
      // One engine may answer in many places.
      if (!same) answered.push({ url, source, facts: answer.facts });
      else if (!same.source.includes(source)) same.source += `, ${source}`;
    } else if (place.expected || isThere(url)) {
      silent.push({ url, source, error: answer.error });
    }
  }
  return [...answered, ...silent];
}

async function ask(
  { url, tlsDir }: Place,
  { clock, platform }: { clock: Clock; platform: NodeJS.Platform },
  signal: AbortSignal | undefined,
): Promise<Required<Pick<EngineCandidate, 'facts'>> | Required<Pick<EngineCandidate, 'error'>>> {
  const call = callsTo({ url, clock, platform });
  try {
    const transport = transportFor(url, { clock, ...(tlsDir ? { tlsDir } : {}) });
    const docker = dockerOver(transport);
    const options = { doing: 'say what it is', limitMs: ASK_LIMIT_MS, signal };
    const { facts } = await call(options, deadline => askAbout(docker, url, deadline.signal));
    return { facts };
  } catch (error) {
    if (isCancelled(error) && !(error instanceof RockpoolError)) throw error;
    return { error: toErrorValue(error) };
  }
}

function isThere(url: string): boolean {
  return url.startsWith('unix://') && existsSync(url.slice('unix://'.length));
}
