import { existsSync, mkdirSync, symlinkSync } from 'node:fs';

/**
 * Files of tests that run beside each other have hosts of their own: each worker of vitest but the first has a lab of its
 * own, on the file systems of the first (test/lab/hosts/README.md says what makes two labs).
 */
const worker = Number(process.env.VITEST_POOL_ID ?? 1);
const {
  LAB_DIR: folder = '/var/tmp/lab-hosts',
  LAB_NET: net = '198.18.22',
  LAB_PORT: port = '22000',
  LAB_PREFIX: prefix = 'lab',
} = process.env;
/** Of ports: hosts take up to two hundred, with those of hosts that have moved. */
const APART = 200;

if (worker > 1) {
  const own = `${folder}-${worker}`;
  mkdirSync(own, { recursive: true });
  if (!existsSync(`${own}/rootfs`)) symlinkSync(`${folder}/rootfs`, `${own}/rootfs`);
  Object.assign(process.env, {
    LAB_DIR: own,
    LAB_NET: net.replace(/\d+$/, last => String(Number(last) + worker - 1)),
    LAB_PORT: String(Number(port) + APART * (worker - 1)),
    LAB_PREFIX: `${prefix}${worker}h`,
  });
}
