import { pathOf } from '../../resource.ts';

export const all = '/security-groups';
export const one = (id: string) => pathOf('security-groups', id);
