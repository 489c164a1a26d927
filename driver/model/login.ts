import { z } from 'zod';

/** What Rockpool proves itself with where it logs in over SSH. */
export const loginSchema = z.discriminatedUnion('kind', [
  /** The pool's own key: its private part is a secret of Rockpool's. */
  z.object({ kind: z.literal('pool') }),
  /** A file with a private key on this computer, read at each connection; `~` is the home folder. */
  z.object({
    kind: z.literal('file'),
    path: z.string().trim().min(1, 'Choose the file with the private key.').max(1000),
  }),
  /** Keys that this user's ssh-agent holds. */
  z.object({ kind: z.literal('agent') }),
]);
export type Login = z.infer<typeof loginSchema>;

/** Secrets that belong to a way in. Absent: as it was; they are never read back. */
export const loginSecretsSchema = z.object({
  /** Of the key file: kept for the file, whoever uses it. */
  passphrase: z.string().max(1000).optional(),
  /** For sudo on the machine. */
  sudoPassword: z
    .string()
    .max(1000)
    .regex(/^[^\r\n]*$/, 'A password for sudo is one line.')
    .optional(),
});
export type LoginSecrets = z.infer<typeof loginSecretsSchema>;

export function isSameLogin(one: Login, other: Login): boolean {
  return one.kind === 'file' && other.kind === 'file' ? one.path === other.path : one.kind === other.kind;
}

/** `the key in ~/.ssh/id_ed25519`, as a sentence goes on with it. */
export function loginText(login: Login): string {
  if (login.kind === 'file') return login.path === '' ? 'a key file' : `the key in ${login.path}`;
  return login.kind === 'agent' ? 'a key of ssh-agent' : 'the key of the pool';
}
