import type { Cloud, Environment } from 'openstack-ts';
import { listClouds, openCloud } from 'openstack-ts';
import type { Activity } from '../activity/activity';
import type { Clock, Random } from '../model/clock';
import type { CloudAnswer } from '../model/cloudCheck';
import type { CloudConnection } from '../model/cloudConnection';
import { type CloudProblem, cloudProblems } from '../model/cloudProblems';
import { RockpoolError } from '../model/errors';
import { reachedRanges } from '../model/hostRanges';
import type { Log } from '../model/log';
import {
  type ConfigKey,
  configMetaOf,
  defaultConfigOf,
  type Pool,
  type PoolConfig,
  poolConfigSchema,
} from '../model/pool';
import type { NewPool } from '../pool';
import type { Secrets } from '../secrets/secrets';
import type { Store } from '../store/store';
import { type CatalogCache, catalogCache } from './catalogCache';
import { checkCloud } from './check';
import { cloudFailure } from './failures';
import { type JumpTo, jumpAnswer } from './jumpAnswer';
import { lazyCloud } from './lazyCloud';
import * as say from './messages';
import { type OpenCloud, openClouds } from './openClouds';
import { draftOfOpenrc } from './openrc';
import { openstackClient } from './openstackClient';
import { poolClouds } from './poolClouds';
import type { Clouds, CloudTarget, WantedConfig, WithSignal } from './port';
import { refuseProblems } from './refuseProblems';
import { projectGuard } from './sameProject';
import { cloudSecrets } from './secrets';
import { suggestSshFrom } from './sshFrom';

interface Dependencies {
  store: Store;
  secrets: Secrets;
  activity: Activity;
  clock: Clock;
  random: Random;
  log: Log;
  env: Record<string, string | undefined>;
  home: string;
  platform: NodeJS.Platform;
  pools(): { create(pool: NewPool, by?: string): Pool };
  /** To a jump host of a pool, where it is on its list. */
  jumpTo: JumpTo;
  /** A pool's cloud is not what it was. */
  changed(poolId: string): void;
  /** Absent: HTTP. */
  transport?: Environment['transport'] | undefined;
}

export function createClouds(dependencies: Dependencies): Clouds {
  const { store, clock, random, log, env, home, platform } = dependencies;
  const secrets = cloudSecrets(dependencies.secrets);
  const machine = { platform, home, folder: home, env };
  const environment: Partial<Environment> = {
    ...{ clock, random },
    log: ({ ms, ...note }) => log.debug('asked a cloud', { ...note, ms: Math.round(ms) }),
    ...(dependencies.transport ? { transport: dependencies.transport } : {}),
  };
  const opened = openClouds(machine, environment, clock);
  const catalogs: CatalogCache = catalogCache(clock);
  const handles = new Map<string, Cloud>();
  const inItsProject = projectGuard(store);

  function poolOf(poolId: string): Pool & { cloud: CloudConnection } {
    const pool = store.pools.get(poolId);
    if (!pool) throw new RockpoolError(say.poolGone(poolId));
    if (!pool.cloud) throw new RockpoolError(say.noCloud(pool.name));
    return { ...pool, cloud: pool.cloud };
  }
  /** A stored secret goes nowhere but where it was for. */
  function secretFor(connection: CloudConnection, poolId: string | undefined): string {
    const known = poolId === undefined ? undefined : store.pools.get(poolId)?.cloud;
    return poolId !== undefined && known && isSamePlace(known, connection) ? (secrets.of(poolId) ?? '') : '';
  }
  async function open({ poolId, draft }: CloudTarget, { signal }: WithSignal): Promise<OpenCloud> {
    const connection = draft?.connection ?? poolOf(poolId ?? '').cloud;
    const secret = draft?.secret ?? secretFor(connection, poolId);
    return opened.open(connection, secret, { signal });
  }
  async function inCloud<T>(
    target: CloudTarget,
    options: WithSignal,
    run: (open: OpenCloud) => Promise<T>,
  ): Promise<T> {
    let where = '';
    try {
      const found = await open(target, options);
      where = found.place.where;
      if (found.lacksSecret) throw new RockpoolError(say.secretMissing(where));
      return await run(found);
    } catch (error) {
      throw cloudFailure(error, where);
    }
  }
  function configOf({ poolId }: CloudTarget, wanted: WantedConfig): PoolConfig {
    const base = poolId === undefined ? defaultConfigOf('') : store.pools.get(poolId)?.config;
    return poolConfigSchema.parse({ ...base, ...wanted });
  }
  const clientOf = ({ cloud, config }: OpenCloud) => openstackClient(cloud, config, environment);
  const catalog: Clouds['catalog'] = (target, { signal, isNew }) =>
    inCloud(target, { signal }, found => catalogs.of(found.cloud, clientOf(found).reader, { signal, isNew }));
  async function problems(
    target: CloudTarget,
    wanted: WantedConfig,
    options: WithSignal,
  ): Promise<CloudProblem[]> {
    return cloudProblems(configOf(target, wanted), await catalog(target, options));
  }

  const unsubscribe = store.onCommit(({ pools }) => {
    for (const poolId of pools?.removed ?? []) {
      handles.delete(poolId);
      secrets.forget(poolId);
    }
  });

  return {
    of(poolId) {
      const known = handles.get(poolId);
      if (known) return known;
      const handle = lazyCloud(clock, async (signal = never) => {
        const found = await open({ poolId }, { signal });
        await inItsProject(poolId, found, signal);
        return found.cloud;
      });
      handles.set(poolId, handle);
      return handle;
    },
    secrets: opened.secrets,
    async described({ path, signal }) {
      try {
        return await listClouds(machine, { file: path, signal });
      } catch (error) {
        throw cloudFailure(error, path ?? 'clouds.yaml');
      }
    },
    fromOpenrc(text) {
      try {
        return draftOfOpenrc(text, home);
      } catch (error) {
        throw cloudFailure(error, 'openrc');
      }
    },
    ...poolClouds({ ...dependencies, secrets, poolOf, secretFor, catalog, problems }),
    check(target, { signal, onAnswer, config: wanted }) {
      return inCloud(target, { signal }, found => {
        // Whether it lets us in is asked now, and not of a token that somebody has got before.
        const cloud = openCloud({ ...found.config, callLimitMs: CHECK_CALL_MS }, environment);
        const isConcerned = wanted !== undefined || target.poolId !== undefined;
        const config = isConcerned ? configOf(target, wanted ?? {}) : undefined;
        const jump = config?.DD_HOST_SSH_JUMP ?? undefined;
        const { poolId } = target;
        const asked = (way: AbortSignal): Promise<CloudAnswer> =>
          jumpAnswer(jump ?? '', poolId, dependencies.jumpTo, way);
        return checkCloud(
          {
            ...{
              client: openstackClient(cloud, found.config, environment),
              place: found.place,
              config,
              clock,
            },
            ...(jump === undefined ? {} : { jump: asked }),
          },
          { signal, onAnswer },
        );
      });
    },
    catalog,
    problems,
    async refuse(poolId, changes, { signal }) {
      if (!store.pools.get(poolId)?.cloud) return;
      const { config: before, name } = poolOf(poolId);
      const after = poolConfigSchema.parse({ ...before, ...changes });
      const begins = before.DD_SHUTDOWN_MODE && !after.DD_SHUTDOWN_MODE;
      if (!begins && !(Object.keys(changes) as ConfigKey[]).some(isOfCloud)) return;
      const has = await catalog({ poolId }, { signal });
      const already = begins ? [] : cloudProblems(before, has).map(keyOf);
      refuseProblems(
        cloudProblems(after, has).filter(problem => !already.includes(keyOf(problem))),
        name,
      );
    },
    sshFrom(target, wanted, { signal }) {
      return inCloud(target, { signal }, async ({ place }) => {
        const config = configOf(target, wanted);
        const jump = config.DD_HOST_SSH_JUMP?.replace(/^[^@]*@/, '')
          .replace(/:\d+$/, '')
          .replace(/^\[(.*)\]$/, '$1');
        const has = jump === undefined ? await catalog(target, { signal }) : undefined;
        const hosts = has && reachedRanges(config, has);
        return suggestSshFrom({ jump, hosts: hosts ?? [], authUrl: place.authUrl }, { clock, signal });
      });
    },
    [Symbol.dispose]() {
      unsubscribe();
      handles.clear();
    },
  };
}

/** Somebody is looking on. */
const CHECK_CALL_MS = 20_000;

const never = new AbortController().signal;

const keyOf = ({ key, message }: CloudProblem) => `${key} ${message}`;

/** Those of its flavors, that is: what a flavor costs it does not say. */
const flavorKeys: readonly ConfigKey[] = [
  ...(['DD_HOST_FLAVOR_NAME_SMALL', 'DD_HOST_FLAVOR_NAME_LARGE'] as const),
  ...(['DD_HOST_FLAVOR_SLOTS_SMALL', 'DD_HOST_FLAVOR_SLOTS_LARGE'] as const),
];
/** Settings that say something of the cloud: those that its pools alone have. */
function isOfCloud(key: ConfigKey): boolean {
  const { providers = [] } = configMetaOf(key);
  return flavorKeys.includes(key) || (providers.includes('openstack') && providers.length === 1);
}

/** True where a secret for one is for the other too. */
function isSamePlace(one: CloudConnection, other: CloudConnection): boolean {
  if (one.kind === 'own' && other.kind === 'own')
    return one.authUrl === other.authUrl && one.auth.kind === other.auth.kind;
  return (
    one.kind === 'cloudsYaml' &&
    other.kind === 'cloudsYaml' &&
    one.cloud === other.cloud &&
    one.path === other.path
  );
}
