import type { Cloud } from 'openstack-ts';
import { cloudError } from './errors';

/** A pool's project in its cloud; what the cloud throws is told as what it means for the pool. */
export interface Project {
  /** What people call the cloud. */
  readonly where: string;
  /**
   * Asks for something, and changes nothing.
   * @param doing `list its machines`: the cloud did not …
   * @throws RockpoolError, classified
   */
  read<T>(doing: string, ask: (cloud: Cloud) => Promise<T>): Promise<T>;
  /** Changes something: where the answer is lost, it may have been done. @throws RockpoolError, classified */
  write<T>(doing: string, ask: (cloud: Cloud) => Promise<T>): Promise<T>;
}

export function projectOf(cloud: Cloud, where: string): Project {
  const asking =
    (writes: boolean): Project['read'] =>
    (doing, ask) =>
      ask(cloud).catch(error => {
        throw cloudError(error, { where, doing, writes });
      });
  return { where, read: asking(false), write: asking(true) };
}
