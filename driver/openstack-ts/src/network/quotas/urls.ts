import { pathOf } from '../../resource.ts';

export const one = (projectId: string) => pathOf('quotas', projectId, 'details.json');
