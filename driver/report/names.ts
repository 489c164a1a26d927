import type { CloudConnection } from '../model/cloudConnection';
import type { State } from '../model/state';
import type { KnownNames } from './placeholders';

/** Who uses this computer, and what it is called. */
export interface Person {
  user: string;
  computer: string;
}

/** The names of people, places and projects that the records have. */
export function namesIn(state: State, { user, computer }: Person): KnownNames {
  const { instances, events, configChanges, machines, jumpHosts, pools, images, plans } = state;
  const places = [...Object.values(machines), ...Object.values(jumpHosts)];
  const connections = Object.values(pools).flatMap(({ cloud }) => (cloud ? [cloud] : []));
  const holders = Object.values(plans).flatMap(({ lease, foreign }) => [
    lease?.holder?.holderName,
    ...foreign.map(({ name }) => name),
  ]);
  const held = holders.map(holder => /^(.+) on (.+)$/.exec(holder ?? '') ?? []);
  const jumps = Object.values(pools).map(
    ({ config }) => /^(?:([^@]+)@)?\[?([^\]]+?)\]?(?::\d+)?$/.exec(config.DD_HOST_SSH_JUMP ?? '') ?? [],
  );
  return {
    user: named([
      user,
      ...Object.values(instances).map(({ userId }) => userId),
      ...Object.values(events).map(({ userId }) => userId),
      ...Object.values(configChanges).map(({ by }) => by),
      ...places.map(place => place.user),
      ...connections.map(signedInAs),
      ...held.map(([, who]) => who),
      ...jumps.map(([, who]) => who),
    ]),
    address: named([
      computer,
      ...places.map(({ address }) => address),
      // It names the host.
      ...Object.values(machines).map(({ label }) => label),
      ...Object.keys(images).map(registryOf),
      ...held.map(([, , where]) => where),
      ...jumps.map(([, , where]) => where),
    ]),
    project: named([
      ...connections.flatMap(projectsOf),
      // What clouds.yaml names stands in no connection.
      ...Object.values(pools).map(({ project }) => project?.name),
    ]),
  };
}

const named = (names: readonly (string | undefined)[]) =>
  [...new Set(names.filter(name => name !== undefined && name !== ''))] as string[];

function signedInAs(connection: CloudConnection): string | undefined {
  if (connection.kind === 'cloudsYaml' || connection.auth.kind === 'token') return undefined;
  return connection.auth.user;
}

function projectsOf(connection: CloudConnection): (string | undefined)[] {
  if (connection.kind === 'cloudsYaml') return [];
  const { auth } = connection;
  const domains = auth.kind === 'token' ? [] : [auth.userDomain];
  const own = auth.kind === 'applicationCredential' ? [auth.name] : [auth.projectName, auth.projectDomain];
  return [...own, ...domains].filter(name => name?.toLowerCase() !== 'default');
}

/** `registry.lab` of `registry.lab/rstudio:latest`; what has no dot and no port is a part of a name. */
function registryOf(image: string): string | undefined {
  const [first = '', ...rest] = image.split('/');
  return rest.length > 0 && /[.:]/.test(first) ? first.replace(/:\d+$/, '') : undefined;
}
