import { pathOf } from '../../resource.ts';

export const all = '/snapshots';
export const details = '/snapshots/detail';
export const one = (id: string) => pathOf('snapshots', id);
export const metadata = (id: string) => pathOf('snapshots', id, 'metadata');
