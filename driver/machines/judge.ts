import type { MachineCheck } from '../model/labMachine';
import { formatBytes } from '../model/memory';
import { slotsBeside } from '../model/slots';

/** Distributions that are prepared, as /etc/os-release names them or what they are like. */
const PREPARED = ['debian', 'ubuntu', 'rhel', 'fedora', 'centos', 'suse', 'opensuse'];
/** Less is soon filled by one image and what its instances write. */
const LEAST_DISK_KIB = 10 * 1024 * 1024;
const LEAST_MEMORY_KIB = 1024 * 1024;
/** Certificates and lifetimes go wrong where clocks differ by more (s). */
const MOST_SKEW_S = 60;

/**
 * What check.sh, and before it the engine's foreign.sh, has printed, judged as far as it has: lines that are not whole yet
 * count for nothing.
 * @param nowMs our time when it was asked
 * @param ended nothing more comes: what was not said is judged as it is
 */
export function judge(output: string, user: string, nowMs: number, ended: boolean): MachineCheck[] {
  const said = new Map<string, string>();
  for (const line of output.split('\n').slice(0, ended ? undefined : -1)) {
    const [, key, value] = /^(\w+) (.*)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) said.set(key, value.trim());
  }
  const text = (key: string) => said.get(key) ?? '';
  const number = (key: string) => Number(said.get(key)) || 0;
  // Each is decided by the line that comes last of those that it needs.
  const decided: [key: string, check: () => MachineCheck][] = [
    ['sudo', () => sudo(text('sudo'), user)],
    ['like', () => system(text('system'), text('like').split(' '))],
    ['docker', () => docker(text('docker'), user)],
    ['disk', () => disk(number('disk'))],
    ['memory', () => memory(number('memory'), number('foreign'), number('foreignheld'))],
    ['time', () => time(number('time'), nowMs)],
  ];
  return decided.filter(([key]) => ended || said.has(key)).map(([, check]) => check());
}

/** What check.sh is asked for, in the order in which it answers. */
export const judged = ['sudo', 'distribution', 'Docker', 'disk', 'memory', 'time'] as const;

function sudo(said: string, user: string): MachineCheck {
  const name = 'sudo';
  const ok = (found: string): MachineCheck => ({ name, state: 'ok', found });
  const failed = (found: string, fix: string): MachineCheck => ({ name, state: 'failed', found, fix });
  const line = `the line "${user} ALL=(ALL) NOPASSWD:ALL" in a file of /etc/sudoers.d there`;
  switch (said) {
    case 'root':
      return ok('The user is the administrator.');
    case 'yes':
      return ok(`${user} may use sudo without a password.`);
    case 'password':
      return ok(`${user} may use sudo with the password that is known.`);
    case 'none':
      return failed(
        'The machine has no sudo.',
        `Install it there and let ${user} use it, or let Rockpool log in as root.`,
      );
    case 'wrong':
      return failed(
        `sudo does not take the password that is known, or ${user} may not use it.`,
        `Enter the right password where the machine is edited, or put ${line}.`,
      );
    default:
      return failed(
        `${user} may not use sudo, or only with a password.`,
        `Enter the password where the machine is edited, or put ${line}.`,
      );
  }
}

function system(title: string, ids: readonly string[]): MachineCheck {
  const name = 'distribution';
  const found = title || 'It does not say what it is.';
  if (ids.some(id => PREPARED.some(known => id.startsWith(known)))) return { name, state: 'ok', found };
  const fix =
    'Install Docker there by hand: Rockpool installs it on Debian, Ubuntu, the RHEL family and openSUSE.';
  return { name, state: 'warning', found: `${found} is not one that Rockpool knows.`, fix };
}

function docker(said: string, user: string): MachineCheck {
  const name = 'Docker';
  if (said === 'none')
    return { name, state: 'ok', found: 'Docker is not installed; it will be when the machine is taken.' };
  if (said !== 'silent' && said !== '') return { name, state: 'ok', found: `Docker ${said} answers.` };
  const fix = `Start it with "sudo systemctl start docker", and let the user use it: "sudo usermod -aG docker ${user}".`;
  return { name, state: 'warning', found: 'Docker is installed, but does not answer this user.', fix };
}

function disk(kib: number): MachineCheck {
  const name = 'disk';
  const found = `${formatBytes(kib * 1024)} are free where Docker keeps its data.`;
  if (kib >= LEAST_DISK_KIB) return { name, state: 'ok', found };
  return {
    name,
    state: 'warning',
    found,
    fix: `Make room: images and what instances write need at least ${formatBytes(LEAST_DISK_KIB * 1024)}.`,
  };
}

/** @param foreign containers of nobody's Rockpool, which hold `heldKib` together */
function memory(kib: number, foreign: number, heldKib: number): MachineCheck {
  const name = 'memory';
  const others = `${foreign === 1 ? 'a container that is' : `${foreign} containers that are`} not Rockpool's`;
  const held = foreign > 0 ? `, of which ${formatBytes(heldKib * 1024)} are held by ${others}` : '';
  const slots = slotsBeside(kib / 1024, heldKib / 1024);
  const found = `${formatBytes(kib * 1024)}${held}: ${slots === 1 ? 'one slot' : `${slots} slots`} unless you say otherwise.`;
  if (kib >= LEAST_MEMORY_KIB) return { name, state: 'ok', found };
  return { name, state: 'failed', found, fix: 'Take a machine with at least 1 GiB of memory.' };
}

function time(seconds: number, nowMs: number): MachineCheck {
  const name = 'time';
  const skew = Math.round(Math.abs(seconds - nowMs / 1000));
  if (skew <= MOST_SKEW_S) return { name, state: 'ok', found: 'Its clock agrees with this one.' };
  const found = `Its clock differs from this one by ${skew} seconds.`;
  return {
    name,
    state: 'warning',
    found,
    fix: 'Switch time synchronisation on there: "sudo timedatectl set-ntp true".',
  };
}
