import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { glob } from 'ssh-config';
import { RockpoolError } from '../model/errors';
import type { SshConfigMachines } from '../model/foundMachine';
import type { HostKey } from '../model/labMachine';
import { keysKnownFor } from '../ssh';
import { withIncludes } from './includes';
import { inHome } from './inHome';
import * as say from './messages';
import { readSshConfig } from './sshConfig';

/** OpenSSH's files of this user; each is read when an admin says so, and never written. */
export interface SshFiles {
  /**
   * The machines that a configuration names, with what it includes.
   * @param file `~` is the home folder
   * @throws RockpoolError SSH_CONFIG_UNREADABLE
   */
  machines(file: string): Promise<SshConfigMachines>;
  /** By which keys known_hosts has a machine; without such a file, none. */
  knownKeys(): Promise<(address: string, port: number) => HostKey[]>;
}

/** Somebody wrote it by hand; what is far larger is another file. */
const MOST_BYTES = 4 * 1024 * 1024;

/** @param user whom OpenSSH logs in as where nobody is named */
export function sshFiles(home: string, user: string): SshFiles {
  const folder = path.join(home, '.ssh');

  /** Of a pattern of `Include`: relative ones are in `~/.ssh`; only the last part may mean many. */
  async function included(pattern: string): Promise<string[]> {
    const whole = path.resolve(folder, inHome(pattern, home));
    const [parent, name] = [path.dirname(whole), path.basename(whole)];
    if (!/[*?]/.test(name)) return [await textOf(whole)].filter(text => text !== undefined);
    const names = await readdir(parent).catch(() => []);
    const meant = names.filter(one => glob(name, one)).sort();
    const texts = await Promise.all(meant.map(one => textOf(path.join(parent, one))));
    return texts.filter(text => text !== undefined);
  }
  return {
    async machines(file) {
      try {
        const text = await readBounded(inHome(file, home));
        return readSshConfig(await withIncludes(text, included), user);
      } catch (cause) {
        const { code } = cause as NodeJS.ErrnoException;
        throw new RockpoolError(say.configUnreadable(file, code ?? (cause as Error).message), { cause });
      }
    },
    async knownKeys() {
      const text = (await textOf(path.join(folder, 'known_hosts'))) ?? '';
      return (address, port) => keysKnownFor(text, address, port);
    },
  };
}

async function readBounded(file: string): Promise<string> {
  const { size } = await stat(file);
  if (size > MOST_BYTES) throw new Error('It is far too large.');
  return readFile(file, 'utf8');
}

/** Undefined where it can't be read. */
function textOf(file: string): Promise<string | undefined> {
  return readBounded(file).catch(() => undefined);
}
