import { pathOf } from '../../resource.ts';

export const all = '/networks';
export const one = (id: string) => pathOf('networks', id);
