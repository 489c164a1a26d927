import { pathOf } from '../../resource.ts';

export const all = '/os-keypairs';
/** By its name: it has no id. */
export const one = (name: string) => pathOf('os-keypairs', name);
