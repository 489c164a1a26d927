import { isIP } from 'node:net';

/** What is called by placeholders; the names of a kind are numbered as they are met. */
export type PlaceholderKind = 'user' | 'address' | 'project';

/** Names that are known from the records, in the order in which they are to be numbered. */
export type KnownNames = Record<PlaceholderKind, readonly string[]>;

/** Puts placeholders into a text; the same name gets the same one in every text. */
export type Disguise = (text: string) => string;

/** Accounts that systems come with, and whoever uses them: they tell nothing of anybody. */
const NOBODY = new Set(
  [
    ...['admin', 'administrator', 'root', 'rockpool', 'docker', 'system', 'user', 'default', 'cloud-user'],
    ...['debian', 'ubuntu', 'centos', 'rocky', 'almalinux', 'fedora', 'opensuse', 'ec2-user', 'jovyan'],
  ].map(name => name.toLowerCase()),
);
/** Addresses that are the same everywhere: the computer itself, any, the metadata service of a cloud. */
const NOWHERE = /^(localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|255\.255\.255\.\d+|169\.254\.169\.254|::1?)$/i;

const HOST = String.raw`(?:\[[0-9a-f:.%]+\]|[\p{L}\p{N}][\p{L}\p{N}.-]*)`;
/** Of an address: the scheme, what stands before an @, the host. */
const IN_ADDRESS = new RegExp(String.raw`\b((?:https?|wss?|tcp):\/\/(?:[^\s/@"]*@)?)(${HOST})`, 'giu');
/** `ada@gpu-1.lab`; a digest of an image (`name@sha256:…`) is none. */
const AT = new RegExp(String.raw`(?<![\p{L}\p{N}._+-])([\p{L}\p{N}._+-]+)@(?!sha\d)(${HOST})`, 'giu');
/** As the system says which name it doesn't know. */
const LOOKED_UP = new RegExp(
  String.raw`\b((?:getaddrinfo|queryA{1,4}|lookup) (?:[A-Z_]+ )?)(${HOST})`,
  'giu',
);
const IPV4 = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d]|\.\d)/g;
const IPV6 =
  /(?<![\p{L}\p{N}:.])(?:[0-9a-f]{0,4}:){2,7}(?:[0-9a-f]{1,4}|\d{1,3}(?:\.\d{1,3}){3})?(?![\p{L}\p{N}:])/giu;
const HOME = /((?:\/home|\/Users|[A-Z]:\\{1,2}Users)[/\\]{1,2})([^/\\\s"']+)/g;

const literal = (text: string) => text.replace(/[.*+?^$(){}|[\]\\/]/g, String.raw`\$&`);

/** Names where they are no part of a longer word. */
const wholeWords = (names: readonly string[]) =>
  new RegExp(String.raw`(?<![\p{L}\p{N}_])(?:${names.map(literal).join('|')})(?![\p{L}\p{N}_])`, 'giu');

/**
 * Replaces names of users, addresses and projects: those that are known wherever they stand as a whole word, and what has
 * the form of an address. A name that is neither stays.
 */
export function createDisguise(known: KnownNames): Disguise {
  const numbers: Record<PlaceholderKind, number> = { user: 0, address: 0, project: 0 };
  const given = new Map<string, string>();
  function placeholder(kind: PlaceholderKind, name: string): string {
    const key = name.toLowerCase().replace(/^\[|\]$/g, '');
    const before = given.get(key);
    if (before !== undefined) return before;
    numbers[kind] += 1;
    const made = `${kind}-${numbers[kind]}`;
    given.set(key, made);
    return made;
  }
  const made = /^(user|address|project)-\d+$/;
  const isNamed = (name: string) => name !== '' && !made.test(name);
  const user = (name: string) =>
    isNamed(name) && !NOBODY.has(name.toLowerCase()) ? placeholder('user', name) : name;
  const address = (name: string) =>
    isNamed(name) && !NOWHERE.test(name.replace(/^\[|\]$/g, '')) ? placeholder('address', name) : name;

  for (const name of known.user) user(name);
  for (const name of known.address) address(name);
  for (const name of known.project)
    if (isNamed(name) && !given.has(name.toLowerCase())) placeholder('project', name);
  const names = [...given.keys()].filter(name => isIP(name) === 0).sort((a, b) => b.length - a.length);
  const words = names.length > 0 ? wholeWords(names) : undefined;

  return text => {
    const clean = text
      .replace(IN_ADDRESS, (_, before: string, host: string) => before + address(host))
      .replace(AT, (_, name: string, host: string) => `${user(name)}@${address(host)}`)
      .replace(LOOKED_UP, (_, before: string, host: string) => before + address(host))
      .replace(HOME, (_, before: string, name: string) => before + user(name))
      .replace(IPV4, found => (isIP(found) === 4 ? address(found) : found))
      .replace(IPV6, found => (isIP(found) === 6 ? address(found) : found));
    return words ? clean.replace(words, name => given.get(name.toLowerCase()) ?? name) : clean;
  };
}
