import { pathOf } from '../../resource.ts';

export const all = '/os-server-groups';
export const one = (id: string) => pathOf('os-server-groups', id);
