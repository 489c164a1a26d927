import { pathOf } from '../../resource.ts';

export const details = '/flavors/detail';
export const one = (id: string) => pathOf('flavors', id);
export const extraSpecs = (id: string) => pathOf('flavors', id, 'os-extra_specs');
