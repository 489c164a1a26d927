export const all = '/os-availability-zone';
