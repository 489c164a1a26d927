import type { Activity } from '../activity/activity';
import type { CloudConnection, CloudDraft } from '../model/cloudConnection';
import { RockpoolError } from '../model/errors';
import { isSame } from '../model/isSame';
import { defaultConfigOf, type Pool, poolConfigSchema } from '../model/pool';
import { type NewPool, poolIdOf } from '../pool';
import { groupNameOf } from '../providers';
import type { Store } from '../store/store';
import * as say from './messages';
import type { Clouds } from './port';
import { refuseProblems } from './refuseProblems';
import type { CloudSecrets } from './secrets';

interface Dependencies {
  store: Store;
  secrets: CloudSecrets;
  activity: Activity;
  pools(): { create(pool: NewPool, by?: string): Pool };
  poolOf(poolId: string): Pool & { cloud: CloudConnection };
  /** What is kept for a pool, as far as it is for this connection. */
  secretFor(connection: CloudConnection, poolId: string): string;
  catalog: Clouds['catalog'];
  problems: Clouds['problems'];
  changed(poolId: string): void;
}

/** Gives pools the clouds that they have. */
export function poolClouds(dependencies: Dependencies): Pick<Clouds, 'connect' | 'create'> {
  const { store, secrets, activity, pools, poolOf, secretFor, catalog, problems, changed } = dependencies;

  /** In another project nothing of a pool's hosts would be seen, and they would be taken for gone. */
  async function refuseElsewhere(
    pool: Pool & { cloud: CloudConnection },
    draft: CloudDraft,
    signal: AbortSignal,
  ) {
    const { id, name } = pool;
    if (isSame(projectIn(pool.cloud), projectIn(draft.connection))) return;
    const hosts = store.hosts.all().filter(({ poolId, phase }) => poolId === id && phase !== 'removed');
    if (hosts.length === 0) return;
    const { securityGroups } = await catalog({ draft }, { signal, isNew: true });
    // It is there as long as the pool has hosts.
    if (securityGroups.some(group => group.name === groupNameOf(id))) return;
    throw new RockpoolError(say.elsewhere(name, hosts.length));
  }
  return {
    async connect(poolId, { connection, secret: given }, { signal, by = 'Rockpool' }) {
      const secret = given ?? secretFor(connection, poolId);
      await refuseElsewhere(poolOf(poolId), { connection, secret }, signal);
      const { project, ...before } = poolOf(poolId);
      const isSameProject = isSame(projectIn(before.cloud), projectIn(connection));
      const pool: Pool = { ...before, ...(isSameProject && project ? { project } : {}), cloud: connection };
      secrets.keep(poolId, secret);
      store.transaction(() => {
        store.pools.put(poolId, pool);
        const text = `The connection of "${pool.name}" to its cloud was changed by ${by}.`;
        activity.note('info', text, { poolId });
      });
      changed(poolId);
      return pool;
    },
    async create(wanted, secret, { signal, by }) {
      const { name, cloud } = wanted;
      const id = poolIdOf(name);
      const isTaken = store.pools.get(id) !== undefined;
      if (cloud && !isTaken) {
        const config = poolConfigSchema.parse({ ...defaultConfigOf(name), ...wanted.config });
        const target = { draft: { connection: cloud, secret: secret ?? '' } };
        const found = await problems(target, config, { signal });
        // Whoever begins in shutdown mode may look over the settings first.
        if (!config.DD_SHUTDOWN_MODE) refuseProblems(found, name);
        secrets.keep(id, secret);
      }
      try {
        return pools().create(wanted, by);
      } catch (error) {
        if (!isTaken) secrets.forget(id);
        throw error;
      }
    },
  };
}

/** What decides in which project a connection leads to. */
function projectIn(connection: CloudConnection): unknown {
  if (connection.kind === 'cloudsYaml') return connection;
  const { authUrl, auth, region } = connection;
  if (auth.kind === 'applicationCredential') return { authUrl, auth, region };
  const { projectId, projectName, projectDomain } = auth;
  return { authUrl, region, projectId, projectName, projectDomain };
}
