import SSHConfig from 'ssh-config';
import type { FoundJump, FoundMachine, FoundPlace, SshConfigMachines } from '../model/foundMachine';
import { machineDraftSchema } from '../model/labMachine';
import type { Login } from '../model/login';

/** What a name means in a configuration, with OpenSSH's names of settings in small letters. */
type Meaning = Record<string, string | string[]>;

/** Would have a program run here, or ask a name server, while it is only read. */
const RUNS_SOMETHING = /^\s*(CanonicalizeHostname|CanonicalDomains)\b.*$/gim;
const placeSchema = machineDraftSchema.pick({ address: true, port: true, user: true });

/**
 * The machines that OpenSSH's configuration names: its `Host` lines without patterns, each with what all that applies to
 * it says. Nothing is run and nobody is asked: `Match exec` counts as not met, canonical names are left alone.
 * @param text with all that it includes
 * @param user whom OpenSSH logs in as where none is named
 */
export function readSshConfig(text: string, user: string): SshConfigMachines {
  const config = SSHConfig.parse(text.replace(RUNS_SOMETHING, ''));
  const machines: FoundMachine[] = [];
  const problems: string[] = [];
  const names = namesIn(config);
  const meaningOf = (name: string): Meaning => config.compute(name, { ignoreCase: true, matchExec: false });
  for (const name of names) {
    const meaning = meaningOf(name);
    try {
      const jump = jumpOf(meaning, { meaningOf, user, behind: [name] });
      machines.push({ name, ...placeOf(name, meaning, user), jump });
    } catch (error) {
      problems.push(`${name}: ${(error as Error).message}`);
    }
  }
  return { machines, problems };
}

/** Patterns mean many machines, or none. */
function namesIn(config: SSHConfig): string[] {
  const names = new Set<string>();
  for (const line of config) {
    if (line.type !== SSHConfig.DIRECTIVE || !/^host$/i.test(line.param)) continue;
    const words = typeof line.value === 'string' ? [line.value] : line.value.map(({ val }) => val);
    for (const name of words) if (!/[*?!]/.test(name)) names.add(name);
  }
  return [...names];
}

const first = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

/** @throws Error with a sentence, where that is no place */
function placeOf(name: string, meaning: Meaning, usual: string, said: Partial<FoundPlace> = {}): FoundPlace {
  const address = (first(meaning.hostname) ?? name).replaceAll('%h', name).replaceAll('%%', '%');
  const port = said.port ?? Number(first(meaning.port) ?? 22);
  const user = said.user || first(meaning.user) || usual;
  const parsed = placeSchema.safeParse({ address, port, user });
  if (!parsed.success) throw new Error(parsed.error.issues.map(({ message }) => message).join(' '));
  return { ...parsed.data, login: loginOf(meaning, parsed.data.address, user) };
}

/** The first key file that is named; null: none is, or by what only OpenSSH knows. */
function loginOf(meaning: Meaning, address: string, user: string): Login | null {
  const tokens: Record<string, string> = { d: '~', h: address, r: user, '%': '%' };
  const named = first(meaning.identityfile);
  if (named === undefined || named.toLowerCase() === 'none') return null;
  const path = named.replace(/%(.)/g, (whole, token: string) => tokens[token] ?? whole);
  return /%|\$\{/.test(path) ? null : { kind: 'file', path };
}

interface Looking {
  meaningOf: (name: string) => Meaning;
  /** Whom OpenSSH logs in as where none is named. */
  user: string;
  /** The names whose way is looked for, the machine first. */
  behind: readonly string[];
}

/**
 * The jump host that leads there, with what leads to that one; null: nothing is between. Of several in one line the first
 * is reached as its own settings say, each other one through the one before it.
 * @throws Error with a sentence, where the way is one that we don't go
 */
function jumpOf(meaning: Meaning, looking: Looking): FoundJump | null {
  const { meaningOf, user: usual, behind } = looking;
  let jump: FoundJump | null = null;
  for (const [at, said] of hopsOf(meaning, behind).entries()) {
    const [, user, name, port] = HOP.exec(said) ?? [];
    if (name === undefined)
      throw new Error(`${subjectOf(behind)} has a jump host that is no place (${said}).`);
    const plain = name.replace(/^\[(.*)\]$/, '$1');
    if (behind.includes(plain))
      throw new Error(`The way there leads in a circle (${[...behind, plain].join(' through ')}).`);
    const itself = meaningOf(plain);
    const before: FoundJump | null =
      at === 0 ? jumpOf(itself, { ...looking, behind: [...behind, plain] }) : jump;
    const place = placeOf(plain, itself, usual, {
      ...(user === undefined ? {} : { user }),
      ...(port === undefined ? {} : { port: Number(port) }),
    });
    jump = { ...place, jump: before };
  }
  return jump;
}

const HOP = /^(?:ssh:\/\/)?(?:([^@]+)@)?(\[[^\]]+\]|[^:]+)(?::(\d+))?\/?$/;

/** As ProxyJump names them. Of it and ProxyCommand the one that is said first counts, also where it says "none". */
function hopsOf(meaning: Meaning, behind: readonly string[]): string[] {
  const way = Object.keys(meaning).find(name => name === 'proxyjump' || name === 'proxycommand');
  const said = first(way === undefined ? undefined : meaning[way]);
  if (said === undefined || said.toLowerCase() === 'none') return [];
  if (way === 'proxyjump') return said.split(',').map(hop => hop.trim());
  throw new Error(
    `${subjectOf(behind)} is reached through a command (ProxyCommand), which Rockpool does not run. ` +
      'Where that is an "ssh -W" through another machine, write "ProxyJump" and that machine in its place; ' +
      'else add it by hand at an address that this computer reaches, or through a jump host.',
  );
}

const subjectOf = (behind: readonly string[]) =>
  behind.length === 1 ? 'It' : `Its jump host ${behind.at(-1)}`;
