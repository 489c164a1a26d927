import type { Engine } from '../../engine';
import type { Host } from '../../model/host';
import type { SshConnection } from '../../ssh';
import type { PrepareOptions } from '../provider';
import type { SeenServer } from './connections';

export type { SeenServer } from './connections';

/** What a pool's cloud does for a host that is being prepared. */
export interface ServerCalls {
  /** The floating address of the host, which it gets if it has none. Asked for where the pool's hosts are to have one. */
  floatingAddress(host: Host, options: { signal: AbortSignal }): Promise<string>;
  /** The end of what the server has printed. */
  consoleLog(serverId: string, options: { signal: AbortSignal }): Promise<string>;
  /** Writes `rockpool_host_key` into the server's metadata, and leaves the rest of it. */
  noteKey(serverId: string, note: string, options: { signal: AbortSignal }): Promise<void>;
  /** The volume that was made for Docker's data; undefined where there is none. */
  dataVolumeId(
    serverId: string,
    options: { signal: AbortSignal },
  ): string | undefined | Promise<string | undefined>;
}

/** How the hosts of clouds are reached: by keys that are known before the first connection. */
export interface Reach extends Disposable {
  /** What a new server's cloud-init is to do, for `user_data`. @throws RockpoolError CLOUD_USER_DATA_TOO_LARGE */
  userData(host: Host): Promise<string>;
  /** To be told of each server of ours that a listing shows with an address. */
  seen(server: SeenServer): void;
  /** Waits for a server, has it make a key of its own, and prepares it. May be entered again. @throws RockpoolError */
  prepare(host: Host, options: PrepareOptions, calls: ServerCalls): Promise<void>;
  /** The engine at `openstack://` with the ids of its pool and server. */
  engine(url: string): Engine;
  /** Undefined: no server of ours. */
  connection(serverId: string): SshConnection | undefined;
}

const SCHEME = 'openstack://';

/** Where the engine of a server answers. */
export const engineUrlOf = (poolId: string, serverId: string): string => `${SCHEME}${poolId}/${serverId}`;

/** The server's id in such an address. */
export const serverIdOf = (engineUrl: string): string => engineUrl.slice(engineUrl.lastIndexOf('/') + 1);

/** The key of the metadata by whose value an empty store knows a server again. */
export const KEY_NOTE = 'rockpool_host_key';
