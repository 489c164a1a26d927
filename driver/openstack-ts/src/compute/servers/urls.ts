import { pathOf } from '../../resource.ts';

export const all = '/servers';
export const details = '/servers/detail';
export const one = (id: string) => pathOf('servers', id);
export const action = (id: string) => pathOf('servers', id, 'action');
export const metadata = (id: string) => pathOf('servers', id, 'metadata');
export const metadataKey = (id: string, key: string) => pathOf('servers', id, 'metadata', key);
export const interfaces = (id: string) => pathOf('servers', id, 'os-interface');
