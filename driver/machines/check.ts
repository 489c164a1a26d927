import type { Clock, Random } from '../model/clock';
import { isRockpoolError, type RockpoolError, sentence } from '../model/errors';
import type { HostKey, MachineCheck } from '../model/labMachine';
import { askHostKey, keepConnection, type SshTarget } from '../ssh';
import checkScript from './check.sh?raw';
import { judge } from './judge';

/** What looking a machine over has shown. */
export interface CheckedMachine {
  checks: MachineCheck[];
  /** The key that it shows; absent where it shows none. */
  shown?: HostKey;
}

const QUIET_MS = 30_000;
const REST = ['sudo', 'distribution', 'Docker', 'disk', 'memory', 'time'];

/** Looks a machine over, from the network to its clock; stops at what all the rest needs. Changes nothing there. */
export async function checkMachine(
  target: SshTarget,
  { clock, random, signal }: { clock: Clock; random: Random; signal: AbortSignal },
): Promise<CheckedMachine> {
  let shown: HostKey;
  try {
    shown = await askHostKey(target, { clock, signal });
  } catch (error) {
    return { checks: [failed('reachable', refusal(error)), ...open(['host key', 'login', ...REST])] };
  }
  const reachable: MachineCheck = { name: 'reachable', state: 'ok', found: 'It answers, and speaks SSH.' };
  using connection = keepConnection(target, { clock, random });
  try {
    const { stdout } = await connection.run(checkScript, { quietMs: QUIET_MS, signal });
    const known: MachineCheck = {
      name: 'host key',
      state: 'ok',
      found: `It is the machine that you confirmed: ${shown.fingerprint}.`,
    };
    const login: MachineCheck = { name: 'login', state: 'ok', found: `${target.user} is let in.` };
    return { checks: [reachable, known, login, ...judge(stdout, target.user, clock.now())], shown };
  } catch (error) {
    const { value } = refusal(error);
    const isKey = value.code === 'SSH_HOST_KEY_UNKNOWN' || value.code === 'SSH_HOST_KEY_CHANGED';
    const known: MachineCheck = {
      name: 'host key',
      state: 'ok',
      found: 'It is the machine that you confirmed.',
    };
    const checks = isKey
      ? [reachable, failed('host key', refusal(error)), ...open(['login', ...REST])]
      : [reachable, known, failed('login', refusal(error)), ...open(REST)];
    return { checks, shown };
  }
}

function refusal(error: unknown): RockpoolError {
  if (!isRockpoolError(error)) throw error;
  return error;
}

function failed(name: string, { value }: RockpoolError): MachineCheck {
  const { next, ...found } = value;
  return { name, state: 'failed', found: sentence(found), ...(next === undefined ? {} : { fix: next }) };
}

function open(names: readonly string[]): MachineCheck[] {
  return names.map(name => ({ name, state: 'open', found: 'Not looked at yet.' }));
}
