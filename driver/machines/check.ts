import type { Duplex } from 'node:stream';
import { foreignScript } from '../engine';
import type { Clock, Random } from '../model/clock';
import { type ErrorValue, isRockpoolError, RockpoolError, sentence } from '../model/errors';
import { type HostKey, type MachineCheck, placeOf } from '../model/labMachine';
import {
  askHostKey,
  keepConnection,
  openThrough,
  refusalOf,
  type SshConnection,
  type SshTarget,
} from '../ssh';
import checkScript from './check.sh?raw';
import type { MachineWay } from './connections';
import { judge, judged } from './judge';
import * as say from './messages';

/** What looking a machine over has shown. */
export interface CheckedMachine {
  checks: MachineCheck[];
  /** The key that it shows; absent where it shows none. */
  shown?: HostKey;
  /** The key that a jump host before it shows: the last one that was asked. */
  jumpShown?: { id: string; key: HostKey };
}

export interface CheckOptions {
  signal: AbortSignal;
  /** Told of each answer when it is there: all checks, the rest of them still open. */
  onCheck?: ((checked: CheckedMachine) => void) | undefined;
}

const QUIET_MS = 30_000;
/** Of check.sh, whatever the machine has. */
const FIRST_ANSWER = /^sudo /m;
const JUMP_CHECK = 'jump host';
const CHECKS = ['reachable', 'host key', 'login', ...judged];

/** Looks a machine over, from the network to its clock; stops at what all the rest needs. Changes nothing there. */
export async function checkMachine(
  { target, jumps }: MachineWay,
  options: CheckOptions & { clock: Clock; random: Random },
): Promise<CheckedMachine> {
  const look = new Look(jumps.length > 0 ? [JUMP_CHECK, ...CHECKS] : CHECKS, options);
  const between: SshConnection[] = [];
  try {
    let way: Way;
    for (const [at, { id, target: jump }] of jumps.entries()) {
      const behind = jumps[at + 1]?.target ?? target;
      const connection = keepConnection(jump, { ...options, through: way });
      between.push(connection);
      await look.jump(id, connection, behind, way);
      way = signal => openThrough(connection, behind, signal);
    }
    if (jumps.length > 0) look.isThrough(jumps.map(jump => placeOf(jump.target)));
    await look.machine(target, way);
  } catch (error) {
    if (!isRockpoolError(error)) throw error;
    look.fail(error.value);
  } finally {
    for (const connection of between) connection[Symbol.dispose]();
  }
  return look.checked;
}

type Way = ((signal: AbortSignal) => Promise<Duplex>) | undefined;

/** One look at a machine: what it has found so far. What a step throws is why the next open check failed. */
class Look {
  readonly #names: readonly string[];
  readonly #options: CheckOptions & { clock: Clock; random: Random };
  readonly #found = new Map<string, MachineCheck>();
  #shown: Omit<CheckedMachine, 'checks'> = {};

  constructor(names: readonly string[], options: CheckOptions & { clock: Clock; random: Random }) {
    this.#names = names;
    this.#options = options;
  }

  get checked(): CheckedMachine {
    const open = (name: string): MachineCheck => ({ name, state: 'open', found: 'Not looked at yet.' });
    return { checks: this.#names.map(name => this.#found.get(name) ?? open(name)), ...this.#shown };
  }

  fail({ next, ...found }: ErrorValue): void {
    const name = this.#names.find(one => !this.#found.has(one)) ?? '';
    const fix = next === undefined ? {} : { fix: next };
    this.#tell({ name, state: 'failed', found: sentence(found), ...fix });
  }

  async jump(id: string, connection: SshConnection, behind: SshTarget, way: Way): Promise<void> {
    const { target } = connection;
    const { clock, signal } = this.#options;
    const key = await askHostKey(target, { clock, signal, through: await way?.(signal) });
    this.#shown = { ...this.#shown, jumpShown: { id, key } };
    const refusal = refusalOf(key, target);
    if (refusal) throw new RockpoolError(refusal);
    try {
      (await connection.openAddress(behind.address, behind.port, this.#options)).destroy();
    } catch (error) {
      // That is the machine's matter.
      if (!isRockpoolError(error) || error.value.code !== 'SSH_NOBODY_LISTENS') throw error;
    }
  }

  isThrough(places: readonly string[]): void {
    const letIn = places.length === 1 ? 'lets us in' : 'let us in, one through the other';
    this.#tell({ name: JUMP_CHECK, state: 'ok', found: `${places.join(' and ')} ${letIn}.` });
  }

  async machine(target: SshTarget, way: Way): Promise<void> {
    const { clock, signal } = this.#options;
    const shown = await askHostKey(target, { clock, signal, through: await way?.(signal) });
    this.#shown = { ...this.#shown, shown };
    this.#tell({ name: 'reachable', state: 'ok', found: 'It answers, and speaks SSH.' });
    const refusal = refusalOf(shown, target);
    if (refusal) throw new RockpoolError(refusal);
    const known = `It is the machine that you confirmed: ${shown.fingerprint}.`;
    this.#tell({ name: 'host key', state: 'ok', found: known });
    using connection = keepConnection(target, { ...this.#options, through: way });
    await this.#insides(connection);
  }

  async #insides(connection: SshConnection): Promise<void> {
    const { clock, signal } = this.#options;
    const { user, sudoPassword = '' } = connection.target;
    const isIn: MachineCheck = { name: 'login', state: 'ok', found: `${user} is let in.` };
    let output = '';
    const tell = (text: string, ended: boolean) => this.#tell(isIn, ...judge(text, user, clock.now(), ended));
    const { stdout, stderr } = await connection.run(`${foreignScript}\n${checkScript}`, {
      input: `${sudoPassword}\n`,
      onOutput(text) {
        output += text;
        tell(output, false);
      },
      ...{ quietMs: QUIET_MS, signal },
    });
    if (!FIRST_ANSWER.test(stdout)) throw new RockpoolError(say.otherShell(connection.target, stderr));
    tell(stdout, true);
  }

  #tell(...checks: MachineCheck[]): void {
    for (const check of checks) this.#found.set(check.name, check);
    this.#options.onCheck?.(this.checked);
  }
}
