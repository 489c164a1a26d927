import { api } from '../state/api';
import { jumpOf, loginSecretsOf, NEW, type TypedWay, type Way, wayOf } from './ways';

/** The way that was typed; a jump host that isn't on the list yet is put there. */
export async function saveWay(poolId: string, typed: TypedWay): Promise<Way> {
  const jump = typed.jump === NEW ? jumpOf(typed.newJump) : undefined;
  if (!jump) return wayOf(typed);
  const { knownHosts } = typed;
  const given = { ...loginSecretsOf(typed.newJump.login), knownHosts };
  const { id } = await api.machines.jumpHosts.add.mutate({ poolId, jump, given });
  return wayOf(typed, id);
}
