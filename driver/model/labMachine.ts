import { z } from 'zod';
import { loginSchema } from './login';

/** The public key by which a machine proves who it is. */
export const hostKeySchema = z.object({
  /** As known_hosts writes it: `ssh-ed25519`. */
  type: z.string(),
  /** `SHA256:` and 43 characters, as ssh-keygen prints it. */
  fingerprint: z.string(),
});
export type HostKey = z.infer<typeof hostKeySchema>;

/** How a machine is reached, as an admin writes it. */
export const machineDraftSchema = z.object({
  address: z
    .string()
    .trim()
    .min(1, 'Write the name or the address of the machine.')
    .max(255, 'At most 255 characters.')
    .regex(/^[A-Za-z0-9_.:%-]+$/, 'A name or an address has letters, digits, dots, colons and hyphens.')
    .refine(address => !address.startsWith('-'), 'A name or an address does not begin with a hyphen.'),
  port: z
    .number({ error: 'A port is a whole number from 1 to 65535.' })
    .int('A port is a whole number from 1 to 65535.')
    .min(1, 'A port is a whole number from 1 to 65535.')
    .max(65_535, 'A port is a whole number from 1 to 65535.')
    .default(22),
  user: z
    .string()
    .trim()
    .min(1, 'Write the user that Rockpool logs in as.')
    .max(64, 'At most 64 characters.')
    .regex(/^[A-Za-z_][\w.@-]*\$?$/, 'A user name has letters, digits, dots, hyphens and underscores.'),
  /** How much it holds; null: counted from its memory. */
  slots: z
    .number({ error: 'Slots are whole numbers.' })
    .int('Slots are whole numbers.')
    .min(1, 'A machine has at least one slot.')
    .max(10_000, 'At most 10000 slots.')
    .nullable()
    .default(null),
  /** What Rockpool proves itself with there. */
  login: loginSchema.default({ kind: 'pool' }),
  /** The jump host that leads there; null: nothing is between. */
  jumpId: z.string().nullable().default(null),
  /** Whether sudo asks for a password there, which is kept as a secret. */
  sudo: z.enum(['free', 'password']).default('free'),
  /** What people want to remember of it. */
  label: z.string().trim().max(200, 'At most 200 characters.').default(''),
});
export type MachineDraft = z.infer<typeof machineDraftSchema>;
/** The same with what has a usual value left out. */
export type MachineInput = z.input<typeof machineDraftSchema>;

/** A machine of the lab that a pool may take as a host. */
export const labMachineSchema = machineDraftSchema.extend({
  id: z.string(),
  poolId: z.string(),
  /** The keys that an admin has confirmed, one of which it must show; none yet: nothing is sent to it. */
  hostKeys: z.array(hostKeySchema),
  addedAt: z.number(),
});
export type LabMachine = z.infer<typeof labMachineSchema>;

/** `user@address`, and the port where it isn't 22. */
export function placeOf({ user, address, port }: Pick<LabMachine, 'user' | 'address' | 'port'>): string {
  const host = address.includes(':') ? `[${address}]` : address;
  return `${user}@${host}${port === 22 ? '' : `:${port}`}`;
}

/** One thing that a machine needs, and how it is there. */
export interface MachineCheck {
  /** `reachable`, `key`, `sudo`, …; the list is in this order. */
  name: string;
  /** `open`: not looked at, since something before it failed. */
  state: 'ok' | 'warning' | 'failed' | 'open';
  /** What was found, in a sentence. */
  found: string;
  /** What to do; absent where all is well. */
  fix?: string;
}
