/**
 * Where a name inside an archive leads, seen from `directory` inside it: `../b/./c` from `a` → `b/c`.
 * Undefined when it climbs out of the archive. A leading slash means the archive's own root.
 */
export function insidePath(name: string, directory = ''): string | undefined {
  const parts: string[] = name.startsWith('/') ? [] : directory.split('/').filter(Boolean);
  for (const part of name.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

/** `a/b/c` → `a/b`; a name without a slash lies in `` (the root). */
export function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '' : path.slice(0, slash);
}
