import { pathOf } from '../../resource.ts';

export const all = '/floatingips';
export const one = (id: string) => pathOf('floatingips', id);
