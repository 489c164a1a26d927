import { pathOf } from '../../resource.ts';

export const all = '/security-group-rules';
export const one = (id: string) => pathOf('security-group-rules', id);
