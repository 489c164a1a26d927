import { pathOf } from '../../resource.ts';

export const all = '/subnets';
export const one = (id: string) => pathOf('subnets', id);
