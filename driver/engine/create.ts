import type Dockerode from 'dockerode';
import type { Clock } from '../model/clock';
import { RockpoolError } from '../model/errors';
import { containerName, createCall } from './containerSpec';
import type { About } from './facts';
import { statusOf } from './failures';
import { marksOf } from './marks';
import * as say from './messages';
import type { ContainerSpec } from './port';

const POLL_MS = 200;
/** What engines answer where they take a container, but not with this storage option. */
const REFUSALS = [400, 500, 501];
/**
 * Podman's storage has a container's name before anybody is shown the container. Who asks for the same one meanwhile is
 * answered as where it can't be made at all, so that is asked again, this often.
 */
const PODMAN_TRIES = 25;

interface Dependencies {
  docker: Dockerode;
  url: string;
  clock: Clock;
  about: Pick<About, 'jsonFileLogs' | 'keeps' | 'isPodman'>;
}

/**
 * Makes a container, or finds the one that an earlier try has made; without a disk limit where the storage refuses one.
 * @throws what dockerode throws, RockpoolError NAME_TAKEN
 */
export async function makeContainer(
  { docker, url, clock, about }: Dependencies,
  spec: ContainerSpec,
  abortSignal: AbortSignal,
): Promise<string> {
  const { jsonFileLogs, keeps, isPodman } = about;
  // Containerd's image store takes a limit and doesn't keep it.
  let limitsDisk = spec.diskMiB !== undefined && keeps !== 'blobs';
  for (let tries = 1; ; tries += 1) {
    try {
      const call = createCall(spec, { jsonFileLogs, limitsDisk });
      return (await docker.createContainer({ ...call, abortSignal })).id;
    } catch (error) {
      const status = statusOf(error) ?? 0;
      if (limitsDisk && REFUSALS.includes(status)) {
        limitsDisk = false;
        continue;
      }
      // Podman answers 500 where Docker answers 409.
      if (status !== 409 && status !== 500) throw error;
      const found = await findMade(docker, url, spec, abortSignal);
      if (found) return found;
      if (status !== 409 && !(isPodman && tries < PODMAN_TRIES)) throw error;
    }
    // A container of this name is being made or removed at this moment.
    await clock.sleep(POLL_MS, { signal: abortSignal });
  }
}

/** The container that has the name already, if an earlier try made it for this instance. */
async function findMade(
  docker: Dockerode,
  url: string,
  spec: ContainerSpec,
  abortSignal: AbortSignal,
): Promise<string | undefined> {
  const name = containerName(spec);
  try {
    const { Id, Config } = await docker.getContainer(name).inspect({ abortSignal });
    const { controller, instance } = marksOf(Config.Labels);
    if (controller === spec.marks.controller && instance === spec.marks.instance) return Id;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
  throw new RockpoolError(say.nameTaken(name, url));
}
