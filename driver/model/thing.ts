import { resourceKinds, resourceWords } from './resource';

/** What is made for a pool and must be given back. A `server` is the machine of a host. */
export const thingKinds = ['instance', 'host', ...resourceKinds] as const;
export type ThingKind = (typeof thingKinds)[number];

/** What a kind is called in a sentence: `security group`. */
export const thingWords: Record<ThingKind, string> = {
  instance: 'instance',
  host: 'host',
  ...resourceWords,
};

/** `volumes`, `floating addresses` */
export function pluralOf(kind: ThingKind): string {
  const word = thingWords[kind];
  return `${word}${word.endsWith('s') ? 'es' : 's'}`;
}

/** `1 volume`, `3 floating addresses` */
export function countOf(kind: ThingKind, count: number): string {
  return `${count} ${count === 1 ? thingWords[kind] : pluralOf(kind)}`;
}
