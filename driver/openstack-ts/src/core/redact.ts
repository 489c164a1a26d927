import { isOpenStackError, OpenStackError } from './errors.ts';

/** Shorter ones are no secrets, and would be found everywhere. */
const SHORTEST = 4;

/** Takes secrets out of texts: those that are handed in, and what a parameter of an address calls one. */
export class Redactor {
  readonly #secrets = new Set<string>();

  add(...secrets: readonly string[]): void {
    for (const secret of secrets) if (secret.length >= SHORTEST) this.#secrets.add(secret);
  }

  text(text: string): string {
    let clean = text.replaceAll(/([?&](?:[^=&#]*(?:token|secret|password|signature))=)[^&#\s]*/gi, '$1***');
    for (const secret of this.#secrets) {
      clean = clean.replaceAll(secret, '***').replaceAll(encodeURIComponent(secret), '***');
    }
    return clean;
  }

  /** The same error with nothing secret in it; its cause is left out where it has words of its own. */
  error(error: unknown): unknown {
    if (!isOpenStackError(error)) return error;
    const { code, status, requestId, wasSent, retryAfterMs, method, type, isPage } = error;
    const clean = (text: string | undefined) => text && this.text(text);
    return new OpenStackError({
      ...{ code, status, requestId, wasSent, retryAfterMs, method, type, isPage },
      message: this.text(error.message),
      url: clean(error.url),
      said: clean(error.said),
      cause: this.#cause(error.cause),
    });
  }

  #cause(cause: unknown): unknown {
    if (!(cause instanceof Error)) return undefined;
    return this.text(cause.message) === cause.message ? cause : undefined;
  }
}
