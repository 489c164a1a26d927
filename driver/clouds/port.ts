import type { Cloud, DescribedCloud } from 'openstack-ts';
import type { CloudCatalog } from '../model/cloudCatalog';
import type { CheckedCloud, SshFrom } from '../model/cloudCheck';
import type { CloudDraft } from '../model/cloudConnection';
import type { CloudProblem } from '../model/cloudProblems';
import type { Pool, PoolConfig } from '../model/pool';
import type { NewPool } from '../pool';
import type { CloudCheckOptions } from './check';
import type { OpenrcDraft } from './openrc';

/** A pool's cloud, or one that is being described: a draft without a secret has that of the pool, if it is the same cloud. */
export interface CloudTarget {
  poolId?: string | undefined;
  draft?: CloudDraft | undefined;
}

/** The settings that a pool would have; what is left out is as the pool has it, or as new pools begin. */
export type WantedConfig = Partial<PoolConfig>;

export interface WithSignal {
  signal: AbortSignal;
}

/** The clouds in which pools have their hosts. All but `of` and `secrets` throws RockpoolError. */
export interface Clouds extends Disposable {
  /** A pool's cloud; its calls throw what the client throws. It is the same one as long as the pool is there. */
  of(poolId: string): Cloud;
  /** With what clouds were signed in at, also where clouds.yaml has it: for whoever must not tell it. */
  secrets(): string[];
  /** Clouds that clouds.yaml and the variables of OpenStack describe. @param path absent: where OpenStack's clients look */
  described(options: WithSignal & { path?: string | undefined }): Promise<DescribedClouds>;
  fromOpenrc(text: string): OpenrcDraft;
  /**
   * Gives a pool another connection, or another secret (absent: as it was). @throws NOT_FOUND, CLOUD_MISSING,
   * CLOUD_ELSEWHERE where its hosts would be lost from sight
   */
  connect(
    poolId: string,
    draft: CloudDraft,
    options: WithSignal & { by?: string | undefined },
  ): Promise<Pool>;
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
  clouds: DescribedCloud[];
}
