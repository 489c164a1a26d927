import type { EmulatorRandom } from './environment';

/** Ids as the services draw them, from the chance that is handed in. */
export interface Ids {
  /** With dashes: servers, ports, volumes, images. */
  uuid(): string;
  /** Without: projects, users, endpoints. */
  hex(): string;
  /** A Fernet token's look; never one. */
  token(): string;
  mac(): string;
  password(): string;
}

export function idsFrom(random: EmulatorRandom): Ids {
  return {
    uuid() {
      const hex = random.hex(16);
      const variant = '89ab'[Number.parseInt(hex[16] ?? '0', 16) & 3];
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
    },
    hex: () => random.hex(16),
    token: () => `gAAAAAB${random.hex(64)}`,
    mac: () => `fa:16:3e:${random.hex(3).replace(/(..)(?=.)/g, '$1:')}`,
    password: () => random.hex(6),
  };
}
