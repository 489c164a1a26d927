import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import ssh2 from 'ssh2';
import type { SshTarget } from '../../driver/ssh';
// By their files: what else is there brings scripts, which only vite can.
import { hostKeyOf } from '../../driver/ssh/hostKeys';
import { makeKeyPair } from '../../driver/ssh/keys';

/** An SSH server in this process, which lets everybody in. */
export interface SshServer extends AsyncDisposable {
  readonly target: SshTarget;
  /** How many were let in. */
  readonly letIn: number;
}

interface Behaviour {
  onReady?: (client: ssh2.Connection, letIn: number) => void;
  /** What a command comes to. */
  onCommand?: (channel: ssh2.ServerChannel, command: string) => void;
}

export async function sshServer({ onReady, onCommand }: Behaviour): Promise<SshServer> {
  const [own, ours] = await Promise.all([makeKeyPair('host'), makeKeyPair('user')]);
  const parsed = ssh2.utils.parseKey(own.privateKey);
  if (parsed instanceof Error) throw parsed;
  const key = hostKeyOf(parsed.getPublicSSH());
  let letIn = 0;
  const server = new ssh2.Server({ hostKeys: [own.privateKey] }, client => {
    client.on('error', () => undefined);
    client.on('authentication', context => context.accept());
    client.on('ready', () => {
      letIn += 1;
      onReady?.(client, letIn);
    });
    client.on('session', accept => {
      accept().on('exec', (take, _, { command }) => onCommand?.(take(), command));
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    target: {
      ...{ address: '127.0.0.1', port: (server.address() as AddressInfo).port, user: 'ada' },
      ...{ credential: { kind: 'key', privateKey: ours.privateKey }, hostKeys: key ? [key] : [] },
    },
    get letIn() {
      return letIn;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}
