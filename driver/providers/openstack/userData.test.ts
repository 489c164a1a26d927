import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { which } from '../../../scripts/lib/run.mjs';
import { ed25519Pair } from '../../ssh';
import { LONGEST_USER_DATA, userDataOf } from './userData';

const hostKey = ed25519Pair(Buffer.alloc(32, 7), '');
const publicKey = ed25519Pair(Buffer.alloc(32, 8), 'rockpool-lab').publicKey;
const decoded = (user: string) =>
  Buffer.from(userDataOf({ user, publicKey, hostKey }), 'base64').toString('utf8');
const settings = (user: string) => JSON.parse(decoded(user).replace('#cloud-config\n', ''));

describe('what a new machine is told', () => {
  it('is a cloud-config, with one user who is let in by the key of the pool and may use sudo', () => {
    expect(decoded('cloud-user')).toMatch(/^#cloud-config\n\{/);
    expect(settings('cloud-user').users).toEqual([
      expect.objectContaining({
        name: 'cloud-user',
        sudo: 'ALL=(ALL) NOPASSWD:ALL',
        ssh_authorized_keys: [publicKey],
      }),
    ]);
    expect(settings('cloud-user')).toMatchObject({ disable_root: true, ssh_pwauth: false });
  });

  it('lets root in only where root is the user that is meant', () => {
    expect(settings('root')).toMatchObject({ disable_root: false, users: [{ name: 'root' }] });
  });

  it('gives it one host key, and has it forget those of the image', () => {
    expect(settings('debian')).toMatchObject({
      ssh_deletekeys: true,
      ssh_keys: { ed25519_private: hostKey.privateKey, ed25519_public: `${hostKey.publicKey}\n` },
    });
  });

  it('is refused where it is longer than a cloud takes', () => {
    expect(userDataOf({ user: 'debian', publicKey, hostKey }).length).toBeLessThan(LONGEST_USER_DATA / 10);
    expect(() => userDataOf({ user: 'debian', publicKey: 'k'.repeat(50_000), hostKey })).toThrow(
      'What a new machine is told at its first start is too long for the cloud.',
    );
  });

  it.runIf(which('python3'))('is the same to who reads YAML, as cloud-init does', async () => {
    const script =
      'import sys, json\ntry:\n import yaml\nexcept ImportError:\n sys.exit(3)\nprint(json.dumps(yaml.safe_load(sys.argv[1])))';
    const read = await promisify(execFile)('python3', ['-c', script, decoded('debian')]).catch(
      error => error,
    );
    if (read.code === 3) return;
    expect(JSON.parse(read.stdout)).toEqual(settings('debian'));
  });
});
