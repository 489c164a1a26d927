import { pathOf } from '../../resource.ts';

export const all = '/images';
export const one = (id: string) => pathOf('images', id);
export const tag = (id: string, name: string) => pathOf('images', id, 'tags', name);
