/** An address in two parts: what stays the same for all pages of an instance, and the path inside it. */
export interface Address {
  /** `http://127.0.0.1:41000/notebooks/4f…`, without a slash at its end; empty where the address isn't of the instance. */
  base: string;
  /** What people see and edit: `/tree?x=1`; the whole address where it isn't of the instance. */
  path: string;
}

export function splitAddress(url: string, route: string): Address {
  const marker = `/notebooks/${route}`;
  const at = route === '' ? -1 : url.indexOf(marker);
  if (at < 0) return { base: '', path: url };
  const end = at + marker.length;
  return { base: url.slice(0, end), path: url.slice(end) || '/' };
}

/** The address that somebody means who types `typed` on a page of `base`. */
export function typedAddress(typed: string, base: string): string {
  const text = typed.trim();
  if (base === '' || /^https?:\/\//i.test(text)) return text;
  return `${base}/${text.replace(/^\/+/, '')}`;
}
