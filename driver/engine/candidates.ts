import type { DockerContext } from './dockerContexts';

/** A place to ask. */
export interface Place {
  url: string;
  source: string;
  tlsDir?: string;
  /** Somebody named it, or everybody expects it: worth a word if nothing answers. Others only if they're there. */
  expected: boolean;
}

export interface Surroundings {
  env: Record<string, string | undefined>;
  home: string;
  platform: NodeJS.Platform;
  uid: number | undefined;
  contexts: DockerContext[];
  currentContext: string | undefined;
  /** Names of the Colima profiles (folders in ~/.colima). */
  colimaProfiles: string[];
  /** Sockets of Podman machines. */
  podmanSockets: string[];
  /** Where Rockpool's own private engine listens. */
  privateUrl: string | undefined;
}

/**
 * Everywhere an engine may answer, the likeliest first, each address once. DOCKER_HOST goes before contexts, as for
 * the docker command; then what somebody uses here already goes before Rockpool's own private engine.
 */
export function candidates(around: Surroundings): Place[] {
  const { env, contexts, currentContext } = around;
  const places: Place[] = [];
  if (env.DOCKER_HOST) places.push(fromEnvironment(env.DOCKER_HOST, env));
  const byCurrent = [...contexts].sort(
    (a, b) => Number(b.name === currentContext) - Number(a.name === currentContext),
  );
  for (const { name, host, tlsDir } of byCurrent) {
    const source = `docker context "${name}"${name === currentContext ? ', the current one' : ''}`;
    places.push({ url: host, source, expected: true, ...(tlsDir ? { tlsDir } : {}) });
  }
  places.push(...usualPlaces(around));
  const seen = new Set<string>();
  return places.filter(({ url }) => !seen.has(url) && seen.add(url));
}

/** As the docker command reads it: an address without a scheme is a TCP one. */
function fromEnvironment(host: string, env: Surroundings['env']): Place {
  const url = host.includes('://') ? host : `tcp://${host}`;
  const tlsDir = url.startsWith('tcp:') && env.DOCKER_TLS_VERIFY ? env.DOCKER_CERT_PATH : undefined;
  return { url, source: 'DOCKER_HOST', expected: true, ...(tlsDir ? { tlsDir } : {}) };
}

function usualPlaces({ env, home, platform, uid, ...around }: Surroundings): Place[] {
  const own: Place[] = around.privateUrl
    ? [{ url: around.privateUrl, source: "Rockpool's private engine", expected: false }]
    : [];
  if (platform === 'win32') {
    return [
      { url: 'npipe:////./pipe/docker_engine', source: 'the usual pipe', expected: true },
      { url: 'npipe:////./pipe/dockerDesktopLinuxEngine', source: 'Docker Desktop', expected: false },
      { url: 'npipe:////./pipe/podman-machine-default', source: 'Podman', expected: false },
      ...own,
    ];
  }
  const runtimeDir = env.XDG_RUNTIME_DIR || (uid === undefined ? undefined : `/run/user/${uid}`);
  const perhaps = (path: string, source: string): Place => ({
    url: `unix://${path}`,
    source,
    expected: false,
  });
  return [
    { url: 'unix:///var/run/docker.sock', source: 'the usual socket', expected: true },
    ...(runtimeDir ? [perhaps(`${runtimeDir}/docker.sock`, 'rootless Docker')] : []),
    perhaps(`${home}/.docker/run/docker.sock`, 'Docker Desktop'),
    perhaps(`${home}/.docker/desktop/docker.sock`, 'Docker Desktop'),
    ...around.colimaProfiles.map(profile => perhaps(`${home}/.colima/${profile}/docker.sock`, 'Colima')),
    perhaps(`${home}/.rd/docker.sock`, 'Rancher Desktop'),
    perhaps(`${home}/.orbstack/run/docker.sock`, 'OrbStack'),
    ...(runtimeDir ? [perhaps(`${runtimeDir}/podman/podman.sock`, 'rootless Podman')] : []),
    perhaps('/run/podman/podman.sock', 'Podman'),
    ...around.podmanSockets.map(path => perhaps(path, 'Podman machine')),
    ...own,
  ];
}
