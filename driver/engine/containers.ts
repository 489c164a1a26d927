import type Dockerode from 'dockerode';
import { marksOf } from './marks';
import type { ContainerDetails, MarkedContainer } from './port';

const CREATED = new Set(['created', 'configured', 'initialized']);
const RUNNING = new Set(['running', 'paused', 'restarting', 'stopping']);
const MIB = 1024 * 1024;

/** An engine's words for a container's state (Docker's and Podman's) in ours. */
function stateOf(said: string): MarkedContainer['state'] {
  if (CREATED.has(said)) return 'created';
  return RUNNING.has(said) ? 'running' : 'ended';
}

/** An entry of the engine's listing; the exit code is not in it. */
export function markedOf(entry: Dockerode.ContainerInfo): MarkedContainer {
  const marks = marksOf(entry.Labels);
  const published = entry.Ports?.find(
    ({ PrivatePort, PublicPort, Type }) => PrivatePort === marks.port && PublicPort && Type === 'tcp',
  );
  return {
    containerId: entry.Id,
    name: (entry.Names[0] ?? '').replace(/^\//, ''),
    marks,
    state: stateOf(entry.State),
    ...(published ? { hostPort: published.PublicPort } : {}),
    ...(entry.Image ? { image: entry.Image } : {}),
  };
}

/** What inspecting says, in our terms. Times that the engine writes as year 1 never were. */
export function detailsOf(found: Dockerode.ContainerInspectInfo): ContainerDetails {
  const state = stateOf(found.State.Status);
  const { port } = marksOf(found.Config.Labels);
  const hostPort = Number(found.NetworkSettings?.Ports?.[`${port}/tcp`]?.[0]?.HostPort);
  const diskLimit = Number(found.HostConfig.StorageOpt?.size);
  const startedAt = Date.parse(found.State.StartedAt);
  return {
    containerId: found.Id,
    image: found.Config.Image,
    imageId: found.Image.includes(':') ? found.Image : `sha256:${found.Image}`,
    state,
    ...(state === 'ended' ? { exitCode: found.State.ExitCode } : {}),
    outOfMemory: found.State.OOMKilled,
    ...(startedAt > 0 ? { startedAt } : {}),
    ...(state === 'running' && hostPort ? { hostPort } : {}),
    memoryLimitMiB: (found.HostConfig.Memory ?? 0) / MIB,
    ...(diskLimit > 0 ? { diskLimitMiB: diskLimit / MIB } : {}),
    restartCount: found.RestartCount ?? 0,
  };
}
