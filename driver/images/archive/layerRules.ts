import { layerLinkOutside, layerPathOutside, tooManyLayerEntries } from './imageMessages';
import { directoryOf, insidePath } from './path';
import type { TarEntry, TarVisitor } from './scanner';

/**
 * What a layer may hold. Everything that a file system may hold, devices too, but nothing that would be
 * written outside of it: no name that climbs out, no hard link to the outside, no file through a link of
 * the same layer that leads out.
 * @throws RockpoolError IMAGE_LAYER_PATH_OUTSIDE, IMAGE_LAYER_LINK_OUTSIDE, IMAGE_LAYER_TOO_MANY_ENTRIES
 */
export function layerRules(maxEntries: number): TarVisitor {
  /** Symbolic links that lead out of the layer's root, or would where a link isn't seen from inside. */
  const leadingOut = new Set<string>();
  let entries = 0;

  return {
    entry(entry: TarEntry) {
      if (++entries > maxEntries) throw tooManyLayerEntries(maxEntries);
      const path = insidePath(entry.name);
      if (path === undefined) throw layerPathOutside(entry.name);
      for (let at = directoryOf(path); at && leadingOut.size > 0; at = directoryOf(at)) {
        if (leadingOut.has(at)) throw layerLinkOutside(entry.name, at);
      }
      leadingOut.delete(path);
      if (entry.type === '1' && insidePath(entry.linkName) === undefined) {
        throw layerLinkOutside(entry.name, entry.linkName);
      }
      const absolute = entry.linkName.startsWith('/');
      if (entry.type === '2' && (absolute || insidePath(entry.linkName, directoryOf(path)) === undefined)) {
        leadingOut.add(path);
      }
    },
  };
}
