import { pathOf } from '../../resource.ts';

export const all = '/ports';
export const one = (id: string) => pathOf('ports', id);
