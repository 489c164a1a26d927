import type { Clock, Random } from '../model/clock';
import { type ErrorValue, isRockpoolError, sentence } from '../model/errors';
import type { HostKey, MachineCheck } from '../model/labMachine';
import { askHostKey, keepConnection, refusalOf, type SshTarget } from '../ssh';
import checkScript from './check.sh?raw';
import { judge, judged } from './judge';

/** What looking a machine over has shown. */
export interface CheckedMachine {
  checks: MachineCheck[];
  /** The key that it shows; absent where it shows none. */
  shown?: HostKey;
}

export interface CheckOptions {
  signal: AbortSignal;
  /** Told of each answer when it is there: all checks, the rest of them still open. */
  onCheck?: ((checked: CheckedMachine) => void) | undefined;
}

const QUIET_MS = 30_000;
const NAMES = ['reachable', 'host key', 'login', ...judged];

/** Looks a machine over, from the network to its clock; stops at what all the rest needs. Changes nothing there. */
export async function checkMachine(
  target: SshTarget,
  { clock, random, signal, onCheck }: CheckOptions & { clock: Clock; random: Random },
): Promise<CheckedMachine> {
  let shown: HostKey | undefined;
  const found = new Map<string, MachineCheck>();
  const checked = (): CheckedMachine => ({
    checks: NAMES.map(name => found.get(name) ?? { name, state: 'open', found: 'Not looked at yet.' }),
    ...(shown ? { shown } : {}),
  });
  function tell(...checks: MachineCheck[]): CheckedMachine {
    for (const check of checks) found.set(check.name, check);
    const now = checked();
    onCheck?.(now);
    return now;
  }

  try {
    shown = await askHostKey(target, { clock, signal });
  } catch (error) {
    return tell(failed('reachable', whyOf(error)));
  }
  tell({ name: 'reachable', state: 'ok', found: 'It answers, and speaks SSH.' });
  const refusal = refusalOf(shown, target);
  if (refusal) return tell(failed('host key', refusal));
  const known = `It is the machine that you confirmed: ${shown.fingerprint}.`;
  tell({ name: 'host key', state: 'ok', found: known });
  using connection = keepConnection(target, { clock, random });
  const judgement = (output: string, ended: boolean) => judge(output, target.user, clock.now(), ended);
  const isIn: MachineCheck = { name: 'login', state: 'ok', found: `${target.user} is let in.` };
  let output = '';
  try {
    const onOutput = (text: string) => {
      output += text;
      tell(isIn, ...judgement(output, false));
    };
    const input = `${target.sudoPassword ?? ''}\n`;
    const { stdout } = await connection.run(checkScript, { input, quietMs: QUIET_MS, signal, onOutput });
    return tell(isIn, ...judgement(stdout, true));
  } catch (error) {
    return tell(failed(nextOf(found), whyOf(error)));
  }
}

/** The check that was under way. */
const nextOf = (found: ReadonlyMap<string, MachineCheck>) => NAMES.find(name => !found.has(name)) ?? 'time';

function whyOf(error: unknown): ErrorValue {
  if (isRockpoolError(error)) return error.value;
  throw error;
}

function failed(name: string, { next, ...found }: ErrorValue): MachineCheck {
  return { name, state: 'failed', found: sentence(found), ...(next === undefined ? {} : { fix: next }) };
}
