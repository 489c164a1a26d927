import { describe, expect, test } from 'vitest';
import { adviceFor, isDebianLike } from './advice';

const debian = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nID=debian\n';
const ubuntu = 'NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n';
const mint = 'ID=linuxmint\nID_LIKE="ubuntu debian"\n';
const fedora = 'NAME="Fedora Linux"\nID=fedora\n';
const rocky = 'ID="rocky"\nID_LIKE="rhel centos fedora"\n';
const nix = 'ID=nixos\nHOME_URL="https://example.org/debian"\n';
const linux = { platform: 'linux' as const, isRoot: false, hasDocker: false };

describe('what to do where no engine answers', () => {
  test('Debian and its relatives are told apart from others', () => {
    expect([debian, ubuntu, mint, fedora, rocky, nix, ''].map(isDebianLike)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
  test('only on Debian and Ubuntu, as root, one click does it', () => {
    expect(adviceFor({ ...linux, osRelease: ubuntu, isRoot: true }).canInstall).toBe(true);
    expect(adviceFor({ ...linux, osRelease: ubuntu }).canInstall).toBe(false);
    expect(adviceFor({ ...linux, osRelease: fedora, isRoot: true }).canInstall).toBe(false);
    expect(adviceFor({ ...linux, platform: 'darwin', osRelease: debian, isRoot: true }).canInstall).toBe(
      false,
    );
  });
  test('each system gets its own command', () => {
    expect(adviceFor({ ...linux, osRelease: debian }).steps[0]).toContain('apt-get install docker.io');
    expect(adviceFor({ ...linux, osRelease: rocky }).steps[0]).toContain('dnf install');
    expect(adviceFor({ ...linux, osRelease: debian, hasDocker: true }).steps[0]).toContain(
      'systemctl start docker',
    );
    expect(adviceFor({ ...linux, platform: 'darwin', osRelease: '' }).steps.join(' ')).toContain('Colima');
    expect(adviceFor({ ...linux, platform: 'win32', osRelease: '' }).steps.join(' ')).toContain('winget');
    for (const osRelease of [debian, fedora, nix]) {
      for (const step of adviceFor({ ...linux, osRelease }).steps) expect(step).toMatch(/\.$/);
    }
  });
});
