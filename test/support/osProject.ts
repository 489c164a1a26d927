/**
 * The project of a cloud that a test or a bench works in: OS_CLOUD names a cloud of clouds.yaml, the others what a host is
 * made of. The defaults are those of `test/lab/openstack`. ROCKPOOL_OS_JUMP is a jump host (user@host:port), and
 * ROCKPOOL_OS_JUMP_ADMIT a shell command that adds the line on its standard input to what that user's account there lets in.
 */
export const osProject = {
  /** Empty: there is none. */
  cloud: process.env.OS_CLOUD ?? '',
  image: process.env.ROCKPOOL_OS_IMAGE ?? 'Debian-12-docker',
  user: process.env.ROCKPOOL_OS_USER ?? 'debian',
  flavor: process.env.ROCKPOOL_OS_FLAVOR ?? 'standard.medium',
  network: process.env.ROCKPOOL_OS_NETWORK ?? 'auto',
  /** Empty: what the provider suggests. */
  sshFrom: process.env.ROCKPOOL_OS_SSH_FROM ?? '',
  floatingPool: process.env.ROCKPOOL_OS_FLOATING_POOL ?? '',
  jump: process.env.ROCKPOOL_OS_JUMP ?? '',
  jumpAdmit: process.env.ROCKPOOL_OS_JUMP_ADMIT ?? '',
};
