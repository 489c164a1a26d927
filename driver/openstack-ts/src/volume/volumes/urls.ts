import { pathOf } from '../../resource.ts';

export const all = '/volumes';
export const details = '/volumes/detail';
export const one = (id: string) => pathOf('volumes', id);
export const metadata = (id: string) => pathOf('volumes', id, 'metadata');
