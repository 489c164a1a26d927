import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import type { ImageLibrary } from '../../driver/images';
import type { Image } from '../../driver/model/image';
import type { PoolConfig } from '../../driver/model/pool';
import { templateConfigSchema } from '../../driver/model/template';
import type { Pools } from '../../driver/pool';
import { poolIdOf } from '../../driver/pool/poolId';
import type { Store } from '../../driver/store/store';

/** What an admin has set up in a data folder, and sets up again where it was lost. */
export interface Sample {
  readonly images: ImageLibrary;
  /** Templates and blueprints, where there are none. */
  fill(store: Store): void;
  makePool(pools: Pools): void;
}

export const POOL_NAME = 'DockerDriver';
export const POOL_ID = poolIdOf(POOL_NAME);
/** What can be launched. */
export const blueprintIds = ['small', 'large'] as const;
const TEMPLATE = { active: true, createdAt: 0, updatedAt: 0 };
const MIB_OF_A_SLOT = 512;

const hex = 'a'.repeat(64);
export const imageId = `sha256:${hex}`;
const image = { id: 'lab/httpd:latest', imageId, exposedPorts: [8080] } as unknown as Image;

/** What `docker load` is sent for the image: its manifest will do. */
const archive = await (async () => {
  const packed = pack();
  packed.entry({ name: 'manifest.json' }, JSON.stringify([{ Config: `${hex}.json`, RepoTags: [image.id] }]));
  packed.finalize();
  const pieces: Uint8Array[] = [];
  for await (const piece of packed) pieces.push(piece as Uint8Array);
  return Buffer.concat(pieces);
})();

const images = {
  find: () => image,
  openArchive: () => ({ stream: Readable.from([archive]), size: archive.length }),
} as unknown as ImageLibrary;

/**
 * @param options.lifetime of instances (`20m`)
 * @param options.largeSlots what the large blueprint needs; the small one needs one
 */
export function sampleOf({
  lifetime,
  largeSlots,
  config,
}: {
  lifetime: string;
  largeSlots: number;
  config: Partial<PoolConfig>;
}): Sample {
  const slotsOf = { small: 1, large: largeSlots };
  return {
    images,
    fill(store) {
      if (store.templates.all().length > 0) return;
      store.transaction(() => {
        for (const id of blueprintIds) {
          const template = templateConfigSchema.parse({
            name: id,
            docker_image: 'lab/httpd',
            internal_port: 8080,
            maximum_instances_per_user: 1000,
            maximum_lifetime: lifetime,
            consumed_slots: slotsOf[id],
            memory_limit: `${slotsOf[id] * MIB_OF_A_SLOT}m`,
          });
          const record = { id, plugin: POOL_NAME, config: template, allowedAttributes: [], ...TEMPLATE };
          store.templates.put(id, record);
          store.blueprints.put(id, { id, templateId: id, config: { name: id }, ...TEMPLATE });
        }
      });
    },
    makePool(pools) {
      pools.create({ name: POOL_NAME, provider: 'simulator', config });
    },
  };
}
