/** Where secrets are kept: the system's keyring (app), or a key file that only its owner can read (headless). */
export interface Secrets {
  /** Of all that are kept. */
  names(): string[];
  get(name: string): string | undefined;
  set(name: string, value: string): void;
  remove(name: string): void;
}
