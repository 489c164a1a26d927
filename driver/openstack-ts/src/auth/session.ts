import { orAborted } from '../core/aborted.ts';
import type { CloudConfig } from '../core/config.ts';
import type { Clock } from '../core/environment.ts';
import { isUnauthorized } from '../core/errors.ts';
import type { Redactor } from '../core/redact.ts';
import type { Wire } from '../core/wire.ts';
import { signIn } from './signIn.ts';
import type { Token } from './token.ts';

/** Keystone locks a user out after some wrong passwords, so what it has refused is not tried again sooner. */
const REFUSED_FOR_MS = 30_000;

/** The token of one cloud, shared by all calls. */
export interface Session {
  /** The token that holds; undefined: there is none. */
  readonly known: Token | undefined;
  /** A token that holds; signs in where there is none. @throws OpenStackError */
  token(options: { signal?: AbortSignal | undefined }): Promise<Token>;
  /** A service has refused this one: whoever asks next gets another, all who ask meanwhile the same. */
  drop(token: Token): void;
}

export function sessionOf(
  config: CloudConfig,
  { wire, clock, redactor }: { wire: Wire; clock: Clock; redactor: Redactor },
): Session {
  let known: Token | undefined;
  let signingIn: Promise<Token> | undefined;

  let refusal: { error: unknown; until: number } | undefined;

  async function signedIn(): Promise<Token> {
    if (refusal && clock.monotonic() < refusal.until) throw refusal.error;
    try {
      known = await signIn(config, { wire, clock, redactor });
      return known;
    } catch (error) {
      if (isUnauthorized(error)) refusal = { error, until: clock.monotonic() + REFUSED_FOR_MS };
      throw error;
    }
  }

  const holding = () => (known && clock.monotonic() < known.usableUntil ? known : undefined);

  return {
    get known() {
      return holding();
    },
    async token({ signal }) {
      signal?.throwIfAborted();
      const held = holding();
      if (held) return held;
      // Not ended by one of those who wait for it: the others still do. Each call has a limit of its own.
      signingIn ??= signedIn().finally(() => {
        signingIn = undefined;
      });
      // Everybody who waited may have gone.
      signingIn.catch(() => undefined);
      return orAborted(signingIn, signal);
    },
    drop(token) {
      if (known === token) known = undefined;
    },
  };
}
