import type { Cloud } from '../core/cloud.ts';
import { type CallOptions, pathOf } from '../resource.ts';

/** Tags of one kind of thing; each is one call, so two writers don't undo each other's. */
export function tagsOf(collection: string) {
  const call =
    (method: string) =>
    async (cloud: Cloud, id: string, tag: string, { signal }: CallOptions = {}): Promise<void> => {
      const path = pathOf(collection, id, 'tags', tag);
      await cloud.call({ service: 'network', method, path, signal });
    };
  /** @throws OpenStackError NotFound where the thing, or for `removeTag` the tag, isn't there */
  return { addTag: call('PUT'), removeTag: call('DELETE') };
}
