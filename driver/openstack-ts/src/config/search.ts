import path from 'node:path';

/** What of the machine decides where files are looked for. */
export interface Machine {
  platform: NodeJS.Platform;
  /** The home folder. */
  home: string;
  /** The working folder. */
  folder: string;
  env: Readonly<Record<string, string | undefined>>;
}

export type ConfigFile = 'clouds' | 'secure' | 'clouds-public';

const SUFFIXES = ['.yaml', '.yml', '.json'];
const NAMED_BY: Partial<Record<ConfigFile, string>> = {
  clouds: 'OS_CLIENT_CONFIG_FILE',
  secure: 'OS_CLIENT_SECURE_FILE',
};

/** Where openstacksdk looks for a file, in its order (openstack/config/loader.py); the first that is there counts. */
export function searchPath(file: ConfigFile, machine: Machine): string[] {
  const variable = NAMED_BY[file];
  const named = variable === undefined ? undefined : machine.env[variable];
  const { join } = machine.platform === 'win32' ? path.win32 : path.posix;
  const found = folders(machine).flatMap(folder => SUFFIXES.map(suffix => join(folder, file + suffix)));
  return [...new Set(named ? [named, ...found] : found)];
}

function folders(machine: Machine): string[] {
  const { platform, home, folder, env } = machine;
  const { join } = platform === 'win32' ? path.win32 : path.posix;
  const unixHome = join(env.SNAP_REAL_HOME || home, '.config', 'openstack');
  const [own, site] = platformFolders(machine);
  return [folder, own, unixHome, ...site, '/etc/openstack'];
}

/** Of the user and of the machine, as the platform has it. */
function platformFolders({ platform, home, env }: Machine): [string, string[]] {
  if (platform === 'win32') {
    const { join } = path.win32;
    const local = env.LOCALAPPDATA || join(home, 'AppData', 'Local');
    return [
      join(local, 'OpenStack', 'openstack'),
      [join(env.PROGRAMDATA || 'C:\\ProgramData', 'OpenStack', 'openstack')],
    ];
  }
  const { join } = path.posix;
  if (platform === 'darwin')
    return [join(home, 'Library/Application Support/openstack'), ['/Library/Application Support/openstack']];
  const site = (env.XDG_CONFIG_DIRS || '/etc/xdg').split(':').filter(Boolean);
  return [
    join(env.XDG_CONFIG_HOME || join(home, '.config'), 'openstack'),
    site.map(one => join(one, 'openstack')),
  ];
}
