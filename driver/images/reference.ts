/** Names of images, as Docker's reference grammar has them. */

const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const HOST = '(?:localhost|[a-zA-Z0-9-]+(?:\\.[a-zA-Z0-9-]+)+|[a-zA-Z0-9-]+(?=:\\d))(?::\\d{1,5})?';
const NAME = new RegExp(`^(?:${HOST}/)?${COMPONENT}(?:/${COMPONENT})*$`);
const TAG = /^\w[\w.-]{0,127}$/;

/** Splits `host:5000/a/b:tag`; the tag is undefined where there is none. */
export function splitReference(reference: string): { name: string; tag: string | undefined } {
  const colon = reference.indexOf(':', reference.lastIndexOf('/') + 1);
  if (colon === -1) return { name: reference, tag: undefined };
  return { name: reference.slice(0, colon), tag: reference.slice(colon + 1) };
}

/** True for a name that an engine would take, with or without a tag, without a digest. */
export function isReference(reference: string): boolean {
  if (reference.length > 255 + 1 + 128) return false;
  const { name, tag } = splitReference(reference);
  return name.length <= 255 && NAME.test(name) && (tag === undefined || TAG.test(tag));
}

/** True for a name by which an engine can pull: with a tag, a digest, or neither. */
export function isPullable(reference: string): boolean {
  const [name = '', digest, ...more] = reference.split('@');
  return (
    isReference(name) && more.length === 0 && (digest === undefined || /^sha256:[0-9a-f]{64}$/.test(digest))
  );
}

/** As people write it: `docker.io/library/debian:12` → `debian:12`. */
export function familiarName(reference: string): string {
  return reference.replace(/^(?:index\.)?docker\.io\/(?:library\/)?/, '');
}

/** A name for an image that has none, from the file it came in: `My Image (2).tar.gz` → `my-image-2`. */
export function nameFromFile(file: string): string {
  const stem = file.replace(/\.(tar|img|tgz|gz|zst|tar\.gz|tar\.zst)$/gi, '').replace(/\.(tar|img)$/i, '');
  const words = stem
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  return words.join('-').slice(0, 100).replace(/-+$/, '') || 'image';
}
