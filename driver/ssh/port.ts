import type { Duplex, Readable } from 'node:stream';
import type { Disposer } from '../model/clock';
import type { ErrorValue } from '../model/errors';
import type { HostKey } from '../model/labMachine';

export type { HostKey } from '../model/labMachine';

/** What a user proves himself with. */
export type Credential =
  | { kind: 'key'; privateKey: string; passphrase?: string }
  /** A private key in a file, read at each connection. */
  | { kind: 'file'; path: string; passphrase?: string }
  /** Keys that an ssh-agent holds; the path of its socket, undefined where none is known. */
  | { kind: 'agent'; socket: string | undefined };

/** A machine as SSH reaches it. */
export interface SshTarget {
  address: string;
  port: number;
  user: string;
  credential: Credential;
  /** For sudo, where it wants one. */
  sudoPassword?: string | undefined;
  /** Keys that it may show; none: nothing is known of it, and nothing is sent to it. */
  hostKeys: readonly HostKey[];
  /** What to do where it shows another, a sentence; absent: what holds for the machines of a lab. */
  onNewKey?: string | undefined;
}

/** How a command ended. */
export interface RunResult {
  /** Exit status; undefined where a signal ended it. */
  status: number | undefined;
  /** The last MiB of each. */
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  /** What the command reads; nothing: an empty input. */
  input?: string | Readable | undefined;
  /** Told of output as it comes. */
  onOutput?: ((text: string) => void) | undefined;
  /** It may be silent for so long (ms), and is given up then. */
  quietMs: number;
  signal?: AbortSignal | undefined;
}

/** A connection to an engine's socket. */
export type EngineChannel = Duplex & {
  /** It takes one of the few sessions that a host allows: to be closed after its call, not kept for the next. */
  isScarce?: boolean;
};

/** `closed`: no attempt is made any more. */
export type ConnectionState = 'idle' | 'connecting' | 'open' | 'waiting' | 'closed';

/**
 * One connection to a host, shared by everything that wants something there. It is made at first use, kept open, and
 * made again when it breaks. While it can't be had each call is refused at once with the reason of the last attempt; only
 * who asks during an attempt waits for it.
 *
 * Everything throws RockpoolError: SSH_UNREACHABLE, SSH_TIMEOUT, SSH_BROKE_OFF (transient), SSH_KEY_REFUSED,
 * what `proofOf` throws, SSH_HOST_KEY_UNKNOWN, SSH_HOST_KEY_CHANGED, SSH_NO_AGREEMENT (permanent).
 */
export interface SshConnection extends Disposable {
  readonly target: SshTarget;
  readonly state: ConnectionState;
  /** Why the last attempt failed; absent while it is open. */
  readonly failure: ErrorValue | undefined;
  /** Runs a command line in the user's shell. */
  run(command: string, options: RunOptions): Promise<RunResult>;
  /** A connection to the unix socket of an engine on the host, also where its sshd forwards no sockets. */
  openEngine(path: string, options: { signal?: AbortSignal | undefined }): Promise<EngineChannel>;
  /** A connection to a port of the host's loopback. */
  openPort(port: number, options: { signal?: AbortSignal | undefined }): Promise<Duplex>;
  /** A connection to a port of another machine, as it is seen from the host. */
  openAddress(address: string, port: number, options: { signal?: AbortSignal | undefined }): Promise<Duplex>;
  /** Tries again now: the network changed, or an admin wants it. */
  retry(): void;
  /** Makes it anew: what the user may do there has changed. Calls under way break off. */
  renew(): void;
  /** Another takes its place: it is closed as soon as no command runs over it any more, to engines it is so at once. */
  retire(): void;
  onState(listener: (state: ConnectionState) => void): Disposer;
}
