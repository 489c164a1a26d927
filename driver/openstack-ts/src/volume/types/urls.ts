export const all = '/types';
