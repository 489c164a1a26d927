import type { Cloud, Environment } from 'openstack-ts';
import { listClouds, openCloud } from 'openstack-ts';
import type { Activity } from '../activity/activity';
import type { Clock, Random } from '../model/clock';
import type { CloudCatalog } from '../model/cloudCatalog';
import type { CheckedCloud, CloudAnswer, SshFrom } from '../model/cloudCheck';
import type { CloudConnection, CloudDraft } from '../model/cloudConnection';
import { type CloudProblem, cloudProblems } from '../model/cloudProblems';
import { RockpoolError } from '../model/errors';
import type { Log } from '../model/log';
import { defaultConfigOf, type Pool, type PoolConfig, poolConfigSchema } from '../model/pool';
import type { NewPool } from '../pool';
import type { Secrets } from '../secrets/secrets';
import type { Store } from '../store/store';
import { type CatalogCache, catalogCache } from './catalogCache';
import { type CloudCheckOptions, checkCloud } from './check';
import { cloudFailure } from './failures';
import { type JumpTo, jumpAnswer } from './jumpAnswer';
import { lazyCloud } from './lazyCloud';
import * as say from './messages';
import { type OpenCloud, openClouds } from './openClouds';
import { draftOfOpenrc, type OpenrcDraft } from './openrc';
import { openstackClient } from './openstackClient';
import { cloudSecrets } from './secrets';
import { suggestSshFrom } from './sshFrom';
import { chosenRanges } from './wayAnswers';

/** A pool's cloud, or one that is being described: a draft without a secret has that of the pool, if it is the same cloud. */
export interface CloudTarget {
  poolId?: string | undefined;
  draft?: CloudDraft | undefined;
}

/** The settings that a pool would have; what is left out is as the pool has it, or as new pools begin. */
export type WantedConfig = Partial<PoolConfig>;

interface WithSignal {
  signal: AbortSignal;
}

/** The clouds in which pools have their hosts. All but `of` throws RockpoolError. */
export interface Clouds extends Disposable {
  /** A pool's cloud; its calls throw what the client throws. It is the same one as long as the pool is there. */
  of(poolId: string): Cloud;
  /** Clouds that clouds.yaml and the variables of OpenStack describe. @param path absent: where OpenStack's clients look */
  described(options: WithSignal & { path?: string | undefined }): Promise<DescribedClouds>;
  fromOpenrc(text: string): OpenrcDraft;
  /** Gives a pool another connection, or another secret (absent: as it was). @throws NOT_FOUND, CLOUD_MISSING */
  connect(poolId: string, draft: CloudDraft, by?: string): Pool;
  /** Makes a pool in a cloud with its secret, if its cloud has what it names: all of it or nothing. */
  create(
    pool: NewPool,
    secret: string | undefined,
    options: WithSignal & { by?: string | undefined },
  ): Promise<Pool>;
  check(
    target: CloudTarget,
    options: CloudCheckOptions & { config?: WantedConfig | undefined },
  ): Promise<CheckedCloud>;
  /** @param options.isNew true: what was seen a moment ago does not count */
  catalog(target: CloudTarget, options: WithSignal & { isNew?: boolean | undefined }): Promise<CloudCatalog>;
  problems(target: CloudTarget, config: WantedConfig, options: WithSignal): Promise<CloudProblem[]>;
  /** Of a pool without a cloud nothing. @throws CONFIG_INVALID where changes of a pool's settings name what its cloud lacks, or it could begin with such */
  refuse(poolId: string, changes: WantedConfig, options: WithSignal): Promise<void>;
  /** A value for DD_HOST_SSH_FROM; undefined: none can be had. */
  sshFrom(target: CloudTarget, config: WantedConfig, options: WithSignal): Promise<SshFrom | undefined>;
}

export interface DescribedClouds {
  /** Absent: there is no such file. */
  file?: string | undefined;
  clouds: { name: string; regions: string[] }[];
}

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
  const { store, activity, clock, random, log, env, home, platform } = dependencies;
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
      const handle = lazyCloud(clock, async (signal = never) => (await open({ poolId }, { signal })).cloud);
      handles.set(poolId, handle);
      return handle;
    },
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
    connect(poolId, { connection, secret }, by = 'Rockpool') {
      const before = poolOf(poolId);
      const kept = secret ?? secretFor(connection, poolId);
      const pool = { ...before, cloud: connection };
      store.transaction(() => {
        store.pools.put(poolId, pool);
        activity.note('info', `The connection of "${pool.name}" to its cloud was changed by ${by}.`, {
          poolId,
        });
      });
      secrets.keep(poolId, kept);
      dependencies.changed(poolId);
      return pool;
    },
    async create(wanted, secret, { signal, by }) {
      const { name, cloud } = wanted;
      if (wanted.provider === 'openstack' && cloud) {
        const config = poolConfigSchema.parse({ ...defaultConfigOf(name), ...wanted.config });
        const target = { draft: { connection: cloud, secret: secret ?? '' } };
        // Whoever begins in shutdown mode may look over the settings first.
        const found = await problems(target, config, { signal });
        if (!config.DD_SHUTDOWN_MODE) refuseProblems(found, name);
      }
      const pool = dependencies.pools().create(wanted, by);
      secrets.keep(pool.id, secret);
      dependencies.changed(pool.id);
      return pool;
    },
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
      if (!begins && !Object.keys(changes).some(isOfCloud)) return;
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
        const floating = config.DD_HOST_FLOATING_POOL;
        const hosts =
          has &&
          (floating === null
            ? chosenRanges(config, has)
            : has.networks
                .filter(one => one.name === floating || one.id === floating)
                .flatMap(({ ranges }) => ranges));
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

/** Settings that say something of the cloud. */
const isOfCloud = (key: string) => /^DD_HOST_(?!PRICE|LIFETIME|LOST|SWAP)/.test(key);

function refuseProblems(problems: readonly CloudProblem[], where: string): void {
  const grave = problems.filter(({ level }) => level === 'problem');
  if (grave.length > 0) throw new RockpoolError(say.settingsLacking(grave, where));
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
