import type { EngineAdvice } from './port';

export interface OperatingSystem {
  platform: NodeJS.Platform;
  /** Text of /etc/os-release; '' elsewhere. */
  osRelease: string;
  isRoot: boolean;
  /** The dockerd command is installed. */
  hasDocker: boolean;
}

/** True on Debian and its relatives, Ubuntu among them: os-release names itself or what it is like. */
export function isDebianLike(osRelease: string): boolean {
  return /^ID(_LIKE)?="?([\w-]+ )*(debian|ubuntu)\b/m.test(osRelease);
}

const LOOKS_AGAIN = 'Rockpool looks again by itself every few seconds and goes on as soon as one answers.';
const ELSEWHERE = 'If Docker runs elsewhere, say where with DOCKER_HOST or a docker context.';

/** What a person can do where no engine answers. */
export function adviceFor({ platform, osRelease, isRoot, hasDocker }: OperatingSystem): EngineAdvice {
  if (platform === 'darwin') {
    return {
      steps: [
        'Start Docker Desktop, Colima, Rancher Desktop, OrbStack or Podman Desktop if one of them is installed.',
        'Otherwise install one, for example with "brew install colima docker && colima start", or Docker Desktop from docs.docker.com.',
        LOOKS_AGAIN,
      ],
      canInstall: false,
    };
  }
  if (platform === 'win32') {
    return {
      steps: [
        'Start Docker Desktop, Rancher Desktop or Podman Desktop if one of them is installed.',
        'Otherwise install Docker Desktop with "winget install Docker.DockerDesktop"; it sets up WSL 2, which it needs.',
        LOOKS_AGAIN,
      ],
      canInstall: false,
    };
  }
  const canInstall = platform === 'linux' && isDebianLike(osRelease) && isRoot;
  if (canInstall) {
    return {
      steps: [
        `Press the button: Rockpool ${hasDocker ? '' : "installs the distribution's docker.io package and "}starts an engine of its own, which ends with the app.`,
        `Or start Docker yourself with "systemctl start docker". ${LOOKS_AGAIN}`,
        ELSEWHERE,
      ],
      canInstall,
    };
  }
  const join = 'Let your user use it with "sudo usermod -aG docker $USER", then log out and in again.';
  return {
    steps: [
      hasDocker
        ? 'Start Docker with "sudo systemctl start docker".'
        : `Install Docker with "${installCommand(osRelease)}" and start it with "sudo systemctl start docker".`,
      join,
      `${ELSEWHERE} ${LOOKS_AGAIN}`,
    ],
    canInstall,
  };
}

function installCommand(osRelease: string): string {
  if (isDebianLike(osRelease)) return 'sudo apt-get install docker.io';
  if (/^ID(_LIKE)?=.*\b(fedora|rhel|centos)\b/m.test(osRelease)) return 'sudo dnf install moby-engine';
  if (/^ID(_LIKE)?=.*\b(suse|opensuse)/m.test(osRelease)) return 'sudo zypper install docker';
  if (/^ID(_LIKE)?=.*\barch\b/m.test(osRelease)) return 'sudo pacman -S docker';
  if (/^ID=.*\balpine\b/m.test(osRelease)) return 'sudo apk add docker';
  return 'your package manager';
}
