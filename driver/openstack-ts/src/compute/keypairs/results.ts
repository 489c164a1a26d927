import { z } from 'zod';
import { text } from '../../fields.ts';

/** Each is wrapped once more. */
export const keypairSchema = z
  .object({ keypair: z.object({ name: z.string(), fingerprint: text, public_key: text, type: text }) })
  .transform(({ keypair }) => ({
    name: keypair.name,
    fingerprint: keypair.fingerprint,
    publicKey: keypair.public_key,
    /** `ssh` or `x509`; undefined before 2.2. */
    type: keypair.type,
  }));
export type Keypair = z.output<typeof keypairSchema>;
