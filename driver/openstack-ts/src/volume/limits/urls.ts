import { pathOf } from '../../resource.ts';

export const limits = '/limits';
export const quotas = (projectId: string) => pathOf('os-quota-sets', projectId);
