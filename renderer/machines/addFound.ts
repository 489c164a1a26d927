import type { FoundJump, FoundMachine, FoundPlace } from '../../driver/model/foundMachine';
import type { JumpHost } from '../../driver/model/jumpHost';
import type { LabMachine } from '../../driver/model/labMachine';
import { api } from '../state/api';
import { saveWay } from './saveWay';
import { givenOf, type TypedWay, type Way } from './ways';

/** Whether a list has a machine that OpenSSH's configuration names: the same address behind the same jump host. */
export function isListed(
  { address, port, jump }: FoundMachine,
  machines: readonly LabMachine[],
  jumpHosts: readonly JumpHost[],
): boolean {
  const jumpId = idOf(jump, jumpHosts);
  // Behind one that is on no list yet nothing can be.
  if (jumpId === undefined) return false;
  return machines.some(one => isSame(one, { address, port }) && one.jumpId === jumpId);
}

/** Of a jump host that is on the list; undefined: it isn't. */
function idOf(jump: FoundJump | null, jumpHosts: readonly JumpHost[]): string | null | undefined {
  if (!jump) return null;
  const before = idOf(jump.jump, jumpHosts);
  const isIt = (one: JumpHost) => isSame(one, jump) && one.user === jump.user && one.jumpId === before;
  return jumpHosts.find(isIt)?.id;
}

const isSame = (one: Pick<FoundPlace, 'address' | 'port'>, other: Pick<FoundPlace, 'address' | 'port'>) =>
  one.address.toLowerCase() === other.address.toLowerCase() && one.port === other.port;

/**
 * Adds machines as a configuration has them, with the jump hosts that lead there.
 * @param typed how Rockpool gets into those for which it says nothing
 */
export async function addFound(
  poolId: string,
  found: readonly FoundMachine[],
  typed: TypedWay,
): Promise<LabMachine[]> {
  const usual = await saveWay(poolId, typed);
  const given = givenOf(typed);
  const machines: (Way & Omit<FoundPlace, 'login'> & { label: string })[] = [];
  for (const { name, jump, login, ...place } of found) {
    const jumpId = jump ? await jumpIdOf(poolId, jump, usual, given) : usual.jumpId;
    machines.push({ ...place, ...usual, login: login ?? usual.login, jumpId, label: name });
  }
  return api.machines.add.mutate({ poolId, machines, given });
}

/** One that is on the list already is taken as it is. */
async function jumpIdOf(
  poolId: string,
  { address, port, user, login, jump: before }: FoundJump,
  usual: Way,
  given: ReturnType<typeof givenOf>,
): Promise<string> {
  const { knownHosts } = given;
  const jumpId = before ? await jumpIdOf(poolId, before, usual, given) : null;
  const jump = { address, port, user, login: login ?? usual.login, jumpId };
  const { id } = await api.machines.jumpHosts.add.mutate({ poolId, jump, given: { knownHosts } });
  return id;
}
