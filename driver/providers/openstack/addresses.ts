import { RockpoolError } from '../../model/errors';
import * as say from './reachMessages';

/** What a listing says of where a server is. */
export interface ServerAddresses {
  /** In its networks, the pool's first network first. */
  fixed: readonly string[];
  floating?: string | undefined;
}

/** How a pool's servers are to be reached. */
export interface WayOfPool {
  /** `user@host[:port]`; empty: nothing is between. */
  jump: string;
  /** They get floating addresses. */
  floats: boolean;
}

/**
 * Where a server's SSH answers: to a jump host inside by its fixed address, from outside by its floating one. Undefined:
 * it has none there yet. Addresses of the older kind are preferred, since not every workstation has a way to the newer.
 */
export function addressFor({ fixed, floating }: ServerAddresses, way: WayOfPool): string | undefined {
  if (way.jump !== '') return byFamily(fixed);
  return floating ?? (way.floats ? undefined : byFamily(fixed));
}

const byFamily = (all: readonly string[]) => all.find(address => !address.includes(':')) ?? all[0];

/** A jump host, as DD_HOST_SSH_JUMP names it. */
export interface JumpPlace {
  user: string;
  address: string;
  port: number;
}

const JUMP = /^([A-Za-z_][\w.-]*\$?)@(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9][A-Za-z0-9._-]*)(?::(\d{1,5}))?$/;
const SSH_PORT = 22;

/** @throws RockpoolError CLOUD_JUMP_UNREADABLE */
export function readJump(text: string): JumpPlace {
  const [, user, host, digits] = JUMP.exec(text.trim()) ?? [];
  const port = digits === undefined ? SSH_PORT : Number(digits);
  if (user === undefined || host === undefined || port < 1 || port > 65_535)
    throw new RockpoolError(say.badJump(text));
  return { user, address: host.replace(/^\[|\]$/g, ''), port };
}
