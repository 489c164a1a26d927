import { readFile, stat } from 'node:fs/promises';
import net from 'node:net';
import type { ConnectConfig } from 'ssh2';
import type { Clock } from '../model/clock';
import { withDeadline } from '../model/deadline';
import { RockpoolError } from '../model/errors';
import { lookAtKey } from './keyText';
import * as say from './messages';
import type { SshTarget } from './port';

/** What ssh2 takes to prove who we are. */
export type Proof = Pick<ConnectConfig, 'privateKey' | 'passphrase' | 'agent'>;

/** An agent that asks its user first may take a while; one that hangs would hold up everything. */
const AGENT_LIMIT_MS = 10_000;
/** A private key is a few KiB; something far larger is another file. */
const MOST_KEY_BYTES = 256 * 1024;
/** What ssh2 signs with and what servers of today take. */
const TYPES = ['ssh-ed25519', 'ssh-rsa', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'];

interface ProofOptions {
  clock: Clock;
  signal?: AbortSignal | undefined;
}

/**
 * What proves us to a machine, before anything is sent there.
 * @throws RockpoolError SSH_KEY_FILE, SSH_KEY_UNREADABLE, SSH_KEY_TYPE, SSH_PASSPHRASE_NEEDED, SSH_PASSPHRASE_WRONG,
 * SSH_AGENT_MISSING, SSH_AGENT_EMPTY (all permanent)
 */
export async function proofOf(target: SshTarget, options: ProofOptions): Promise<Proof> {
  const { credential } = target;
  switch (credential.kind) {
    case 'key':
      return keyProof(target, credential.privateKey, credential.passphrase);
    case 'file':
      return keyProof(target, await readKey(target, credential.path), credential.passphrase);
    case 'agent':
      await refuseIdleAgent(target, credential.socket, options);
      return credential.socket === undefined ? {} : { agent: credential.socket };
  }
}

async function readKey(target: SshTarget, path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > MOST_KEY_BYTES)
      throw new RockpoolError(say.keyUnreadable(target, 'It is far too large for a key.'));
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof RockpoolError || code === undefined) throw error;
    throw new RockpoolError(say.keyFileUnreadable(path, code), { cause: error });
  }
}

async function keyProof(
  target: SshTarget,
  privateKey: string,
  passphrase: string | undefined,
): Promise<Proof> {
  const { utils } = (await import('ssh2')).default;
  const look = lookAtKey(privateKey);
  if (look.kind === 'public') throw new RockpoolError(say.keyIsPublic(target));
  if (look.kind === 'none') throw new RockpoolError(say.keyUnreadable(target, 'It is no private key.'));
  if (look.kind === 'foreign') throw new RockpoolError(say.keyForeign(target, look.format));
  if (look.type !== undefined && !TYPES.includes(look.type))
    throw new RockpoolError(say.keyType(target, look.type));
  if (look.encrypted && !passphrase) throw new RockpoolError(say.passphraseNeeded(target));
  const key = utils.parseKey(privateKey, passphrase);
  if (key instanceof Error)
    throw new RockpoolError(
      look.encrypted ? say.passphraseWrong(target) : say.keyUnreadable(target, `${key.message}.`),
    );
  return passphrase === undefined ? { privateKey } : { privateKey, passphrase };
}

/** ssh2 would say of an agent that is away, or holds nothing, that the machine lets nobody in. */
async function refuseIdleAgent(
  target: SshTarget,
  path: string | undefined,
  { clock, signal }: ProofOptions,
): Promise<void> {
  if (path === undefined)
    throw new RockpoolError(say.agentMissing(target, 'None is known: SSH_AUTH_SOCK is not set.'));
  const { AgentProtocol } = (await import('ssh2')).default;
  const socket = net.connect(path);
  const protocol = new AgentProtocol(true);
  const silent = () =>
    new RockpoolError(say.agentMissing(target, `What listens on ${path} gives no answer.`));
  try {
    const keys = await withDeadline(clock, { limitMs: AGENT_LIMIT_MS, signal, late: silent }, () => {
      return new Promise<number>((resolve, reject) => {
        socket.once('error', (error: NodeJS.ErrnoException) => reject(agentError(target, path, error)));
        socket.once('close', () => reject(silent()));
        protocol.once('error', () => reject(silent()));
        protocol.getIdentities((error, found) => {
          if (error) reject(silent());
          else resolve(found?.length ?? 0);
        });
        socket.pipe(protocol).pipe(socket);
      });
    });
    if (keys === 0) throw new RockpoolError(say.agentEmpty(target));
  } finally {
    socket.destroy();
  }
}

function agentError(target: SshTarget, path: string, error: NodeJS.ErrnoException): RockpoolError {
  const why = `Nothing useful answers on ${path} (${error.code ?? error.message}).`;
  return new RockpoolError(say.agentMissing(target, why), { cause: error });
}
