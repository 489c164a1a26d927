import { createReadStream } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Preparation, type PreparationOptions, prepareOver } from '../../driver/preparation';
import { keepConnection, type SshConnection, sshEngine } from '../../driver/ssh';
import { systemClock as clock, systemRandom as random } from '../../driver/system';
import { ensureLabImages } from '../../scripts/lib/labImages.mjs';
import { asked, disguise, layDownSteps, runStep, standIn } from '../support/otherDistribution';
import { bareSshHost, type SshHost } from '../support/sshHosts';

/**
 * What is asked of the package managers of other distributions: hosts that say they are one, on which their tools note how
 * they are called and bring what Debian has instead.
 */
const OPTIONS: PreparationOptions = { gpu: false, swapMiB: 0, bootMs: 0 };

const rocky = 'PRETTY_NAME="Rocky Linux 9.4"\nID=rocky\nID_LIKE="rhel centos fedora"\nVERSION_ID="9.4"';
const redHat = 'PRETTY_NAME="Red Hat Enterprise Linux 10.2"\nID=rhel\nID_LIKE=fedora\nVERSION_ID="10.2"';
const fedora = 'PRETTY_NAME="Fedora Linux 42"\nID=fedora\nVERSION_ID=42';
const leap = 'PRETTY_NAME="openSUSE Leap 15.6"\nID=opensuse-leap\nID_LIKE="suse opensuse"\nVERSION_ID=15.6';
const microOS = 'PRETTY_NAME="openSUSE MicroOS"\nID=opensuse-microos\nID_LIKE="suse opensuse"';
const amazon = 'PRETTY_NAME="Amazon Linux 2023"\nID=amzn\nID_LIKE=fedora\nVERSION_ID=2023';
const centos7 = 'PRETTY_NAME="CentOS Linux 7 (Core)"\nID=centos\nID_LIKE="rhel fedora"\nVERSION_ID="7"';
const ubuntu18 = 'PRETTY_NAME="Ubuntu 18.04.6 LTS"\nID=ubuntu\nID_LIKE=debian\nVERSION_ID="18.04"';

/** Debian's Docker stands for any other. */
const BRING_DOCKER = `case " $* " in *' docker-ce '*|*' moby-engine '*|*' docker '*)
  DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install docker.io >/dev/null || exit ;;
esac`;
const NOT_INSTALLED = 'exit 1';
const dnf = { dnf: BRING_DOCKER, rpm: NOT_INSTALLED, curl: 'echo "[repository]"' };

let lab: Awaited<ReturnType<typeof bareSshHost>>;
let host: SshHost;
let connection: SshConnection;

beforeEach(async () => {
  lab = await bareSshHost();
  host = lab.host;
  connection = keepConnection(host.target, { clock, random });
});
afterEach(async () => {
  connection?.[Symbol.dispose]();
  await lab?.[Symbol.asyncDispose]();
});

const prepare = (changes: Partial<PreparationOptions> = {}) =>
  prepareOver(connection, { ...OPTIONS, ...changes }, { clock });
const changedBy = ({ steps }: Preparation) =>
  steps.filter(({ state }) => state === 'changed').map(({ name }) => name);
const bash = (script: string) => host.shell('bash', '-c', script);

describe('a machine becomes a host with the packages of', () => {
  test("Rocky Linux: Docker's own, from its repository", async () => {
    await disguise(host, rocky, dnf);
    const prepared = await prepare();
    expect(prepared.distribution).toBe('Rocky Linux 9.4');
    expect(await asked(host)).toEqual([
      'rpm -q --quiet runc',
      expect.stringMatching(
        /^curl -fsSL .* https:\/\/download\.docker\.com\/linux\/centos\/docker-ce\.repo$/,
      ),
      'dnf -y install docker-ce docker-ce-cli containerd.io',
    ]);
    expect(await host.shell('cat', '/etc/yum.repos.d/docker-ce.repo')).toBe('[repository]\n');
    expect(changedBy(await prepare())).toEqual([]);
    expect(await asked(host)).toEqual([]);
  });

  test('Red Hat Enterprise Linux 10: with the kernel modules that a minimal one lacks', async () => {
    await disguise(host, redHat, { ...dnf, modinfo: 'exit 1' });
    await prepare();
    const kernel = (await host.shell('uname', '-r')).trim();
    const calls = await asked(host);
    expect(calls).toContain(`dnf -y install kernel-modules-extra-${kernel}`);
    expect(calls.filter(call => call.startsWith('curl'))).toEqual([
      expect.stringContaining('/linux/rhel/docker-ce.repo'),
    ]);
  });

  test('Fedora: its own moby-engine', async () => {
    await disguise(host, fedora, dnf);
    await prepare();
    expect(await asked(host)).toEqual(['dnf -y install moby-engine']);
  });

  test('openSUSE: its own, though another of its repositories does not answer', async () => {
    await disguise(host, leap, { zypper: `${BRING_DOCKER}\nexit 106` });
    const prepared = await prepare();
    expect(prepared.distribution).toBe('openSUSE Leap 15.6');
    expect(await asked(host)).toEqual(['zypper --non-interactive install --no-recommends docker']);
  });
});

describe('a machine is refused before anything is changed', () => {
  test.each([
    ['that is too old', centos7],
    ['that is too old, of Ubuntu', ubuntu18],
    ['whose packages are not known', amazon],
  ])('%s', async (_, release) => {
    await disguise(host, release, { dnf: '', 'apt-get': '' });
    await expect(prepare()).rejects.toMatchObject({
      value: {
        kind: 'permanent',
        code: 'PREPARATION_UNSUPPORTED',
        next: expect.stringContaining('Debian 11'),
      },
    });
    expect(await asked(host)).toEqual([]);
  });

  test('whose system is one image', async () => {
    await disguise(host, microOS, { zypper: '' });
    await layDownSteps(host);
    const readOnly = 'mount --bind /usr /usr && mount -o remount,bind,ro /usr';
    const said = await runStep(host, '15-distribution', { before: readOnly });
    expect(said).toContain('PREPARATION_UNSUPPORTED');
    expect(said).toContain('openSUSE MicroOS');
  });

  test('on which Podman needs what Docker would replace', async () => {
    await disguise(host, rocky, { ...dnf, rpm: 'echo podman-4.9.4-1.el9.x86_64' });
    await expect(prepare()).rejects.toMatchObject({
      value: {
        code: 'PREPARATION_DOCKER_IN_USE',
        why: expect.stringContaining('podman-4.9.4'),
        next: expect.stringContaining('dnf remove podman'),
      },
    });
  });

  test('on which docker is Podman', async () => {
    await disguise(host, rocky, { ...dnf, docker: 'echo podman version 4.9.4' });
    await expect(prepare()).rejects.toMatchObject({
      value: { code: 'PREPARATION_DOCKER_IN_USE', next: expect.stringContaining('podman-docker') },
    });
  });
});

describe('a host of a GPU pool', () => {
  const GPU = `mount -t tmpfs none /sys/bus/pci/devices && mkdir /sys/bus/pci/devices/gpu &&
    echo 0x10de >/sys/bus/pci/devices/gpu/vendor`;
  /** NVIDIA's runtime is runc with hooks. */
  const TOOLKIT = `case "$*" in *nvidia-container-toolkit*) ln -sf /usr/sbin/runc /usr/local/sbin/nvidia-container-runtime ;; esac`;
  const driver = { 'nvidia-smi': 'echo "GPU 0: Tesla T4"' };
  const runtimes = async () => (await bash('docker info -f "{{.DefaultRuntime}}"')).trim();

  test("gets NVIDIA's runtime, by which its containers start; in a pool without GPUs it is given up again", async () => {
    await disguise(host, rocky, { ...dnf, ...driver, dnf: `${TOOLKIT}\n${BRING_DOCKER}` });
    await bash(GPU);
    await prepare({ gpu: true });
    expect(await asked(host)).toEqual(
      expect.arrayContaining([
        'nvidia-smi --list-gpus',
        expect.stringContaining('/libnvidia-container/stable/rpm/nvidia-container-toolkit.repo'),
        'dnf -y install nvidia-container-toolkit',
      ]),
    );
    expect(await runtimes()).toBe('nvidia');
    const archive = path.join(await ensureLabImages(['httpd']), 'httpd.tar');
    const engine = sshEngine('ssh://gpu', () => connection, { clock, random, platform: process.platform });
    await engine.load(createReadStream(archive), {});
    expect(await bash('docker run --rm lab/httpd busybox echo it starts')).toBe('it starts\n');
    expect(changedBy(await prepare({ gpu: true }))).toEqual([]);
    await prepare();
    expect(await runtimes()).toBe('runc');
  });

  test('of openSUSE gets it from a repository of its own', async () => {
    await disguise(host, leap, { ...driver, zypper: 'case "$*" in *repos*) exit 1 ;; esac' });
    await layDownSteps(host);
    const said = await runStep(host, '40-nvidia', { env: { ROCKPOOL_GPU: '1' }, before: GPU });
    expect(said).toContain('Installed nvidia-container-toolkit.');
    expect((await asked(host)).filter(call => call.startsWith('zypper'))).toEqual([
      'zypper --non-interactive repos nvidia-container-toolkit',
      expect.stringMatching(/addrepo https:\/\/nvidia\.github\.io\/.*\/nvidia-container-toolkit\.repo$/),
      'zypper --non-interactive --gpg-auto-import-keys refresh nvidia-container-toolkit',
      'zypper --non-interactive install --no-recommends nvidia-container-toolkit',
    ]);
  });

  test('without a driver is refused with what to do', async () => {
    await bash(GPU);
    await expect(prepare({ gpu: true })).rejects.toMatchObject({
      value: { code: 'PREPARATION_NO_GPU', next: expect.stringContaining('nvidia-smi') },
    });
  });
});

test("where SELinux is on, Docker's data gets the labels of its usual place, and containers may use GPUs", async () => {
  const DISK = '/var/lib/rockpool/disk';
  const SELINUX = 'mount -t tmpfs none /sys/fs && mkdir /sys/fs/selinux && echo 1 >/sys/fs/selinux/enforce';
  await disguise(host, rocky, {
    ...dnf,
    semanage: `echo "${DISK}/docker /var/lib/docker" >/etc/selinux/targeted/contexts/files/file_contexts.subs`,
    restorecon: '',
    getsebool: '[ -e /root/switched ] && echo "$1 --> on" || echo "$1 --> off"',
    setsebool: 'touch /root/switched',
  });
  await bash(
    `mkdir -p /etc/selinux/targeted/contexts/files ${DISK}/docker; echo SELINUXTYPE=targeted >/etc/selinux/config`,
  );
  await layDownSteps(host);
  const labelled = () => runStep(host, '35-selinux', { env: { ROCKPOOL_GPU: '1' }, before: SELINUX });
  expect(await labelled()).toContain(`Labelled ${DISK}/docker`);
  expect(await asked(host)).toEqual([
    'rpm -q --quiet container-selinux',
    'dnf -y install container-selinux',
    'getsebool container_use_xserver_devices',
    'setsebool -P container_use_xserver_devices on',
    `semanage fcontext -a -e /var/lib/docker ${DISK}/docker`,
    `restorecon ${DISK}`,
    `restorecon -R ${DISK}/docker`,
  ]);
  await standIn(host, 'rpm', '');
  expect(await labelled()).toBe('');
  await runStep(host, '45-daemon', { before: SELINUX });
  expect(JSON.parse(await host.shell('cat', '/etc/docker/daemon.json'))).toMatchObject({
    'selinux-enabled': true,
  });
});
