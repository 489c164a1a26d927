import { createHmac } from 'node:crypto';
import type { Random } from '../model/clock';
import type { Secrets } from '../secrets/secrets';

const KEY = 'instance-passwords';

/** The passwords of instances, derived from one secret of the data folder (docs/decisions/0002-passwords-are-derived.md). */
export interface Passwords {
  /** 32 hex digits, always the same for an id. */
  of(instanceId: string): string;
}

export function createPasswords({ secrets, random }: { secrets: Secrets; random: Random }): Passwords {
  let key = secrets.get(KEY);
  return {
    of(instanceId) {
      if (!key) {
        key = random.hex(32);
        secrets.set(KEY, key);
      }
      return createHmac('sha256', key).update(instanceId).digest('hex').slice(0, 32);
    },
  };
}
