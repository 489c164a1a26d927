import { spawn } from 'node:child_process';
import ssh2 from 'ssh2';

/** What a machine's cloud-init is told, as far as a guest follows it. */
interface FirstBoot {
  users: [{ name: string; ssh_authorized_keys: [string] }];
  ssh_keys: { ed25519_private: string };
}

/**
 * A guest of the emulated cloud that has booted by its user data: at its address an SSH server shows the key that it was
 * given, lets in the one user by the one key, and runs what it is told to. Loopback addresses alone, and as root: the port is 22.
 */
export async function bootGuest(address: string, userData: string): Promise<AsyncDisposable> {
  const text = Buffer.from(userData, 'base64').toString('utf8').replace('#cloud-config\n', '');
  const { users, ssh_keys: keys } = JSON.parse(text) as FirstBoot;
  const [{ name, ssh_authorized_keys: authorized }] = users;
  const admitted = ssh2.utils.parseKey(authorized[0]);
  if (admitted instanceof Error) throw admitted;
  const server = new ssh2.Server({ hostKeys: [keys.ed25519_private] }, client => {
    client.on('error', () => undefined);
    client.on('authentication', context => {
      const isIt =
        context.method === 'publickey' &&
        context.username === name &&
        context.key.data.equals(admitted.getPublicSSH());
      if (!isIt) return context.reject(['publickey']);
      if (!context.signature || !context.blob) return context.accept();
      if (admitted.verify(context.blob, context.signature, context.hashAlgo) === true) context.accept();
      else context.reject();
    });
    client.on('session', accept => {
      accept().on('exec', (take, _, { command }) => {
        const channel = take();
        const child = spawn('sh', ['-c', command]);
        channel.pipe(child.stdin);
        child.stdout.pipe(channel, { end: false });
        child.stderr.pipe(channel.stderr, { end: false });
        child.on('close', status => {
          channel.exit(status ?? 1);
          channel.end();
        });
      });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(22, address, resolve);
  });
  return { [Symbol.asyncDispose]: () => new Promise(resolve => server.close(() => resolve())) };
}
