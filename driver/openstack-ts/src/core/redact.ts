import { isOpenStackError, OpenStackError } from './errors.ts';

/** Shorter ones are no secrets, and would be found everywhere. */
const SHORTEST = 4;

const SECRET_FIELD = /^(password|secret|user_?data|admin_?pass|private_?key|contents|personality)$/i;
const DEEPEST = 8;

/** What is secret in a body that is sent, by the names of its fields. */
export function secretFields(body: unknown, depth = 0): string[] {
  if (typeof body !== 'object' || body === null || depth > DEEPEST) return [];
  return Object.entries(body).flatMap(([name, value]) => {
    if (typeof value === 'string') return SECRET_FIELD.test(name) ? [value] : [];
    return secretFields(value, depth + 1);
  });
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#x27;',
};

/** A secret as it may stand in a text, an address, a document in a text, or a page; none where it is too short to be one. */
function formsOf(secret: string): string[] {
  if (secret.length < SHORTEST) return [];
  const quoted = JSON.stringify(secret).slice(1, -1);
  const onPage = secret.replaceAll(/[&<>"']/g, character => ENTITIES[character] ?? character);
  return [...new Set([secret, encodeURIComponent(secret), quoted, onPage])];
}

/** Takes secrets out of texts: those that are handed in, and what a parameter of an address calls one. */
export class Redactor {
  readonly #secrets = new Set<string>();

  add(...secrets: readonly string[]): void {
    for (const secret of secrets) for (const form of formsOf(secret)) this.#secrets.add(form);
  }

  /** @param more that are secret in this text only */
  text(text: string, more: readonly string[] = []): string {
    let clean = text;
    if (clean.includes('='))
      clean = clean.replaceAll(/([?&](?:[^=&#]*(?:token|secret|password|signature))=)[^&#\s]*/gi, '$1***');
    if (clean.includes('@')) clean = clean.replaceAll(/(https?:\/\/)[^/\s@]+@/g, '$1');
    for (const secret of this.#secrets) clean = clean.replaceAll(secret, '***');
    for (const secret of more.flatMap(formsOf)) clean = clean.replaceAll(secret, '***');
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
