import type { Host } from '../../driver/model/host';
import type { PoolConfig } from '../../driver/model/pool';
import type { Provider } from '../../driver/providers';
import { STARTED_FROM } from '../../driver/providers/openstack/warm/starts';
import { asideHost } from './asideHost';
import { cloudProvider, signal } from './cloudProvider';
import { errorOf } from './errorOf';
import type { OpenStackOptions } from './openstack';

/** A pool in an emulated cloud whose hosts can be copied: what was told, what there is of copies, and what hosts start from. */
export function copyingCloud(config: Partial<PoolConfig> = {}, options: Partial<OpenStackOptions> = {}) {
  const hosts = asideHost();
  const images = ['sample 1'];
  const cloud = cloudProvider(
    { DD_HOST_DATA_VOLUME_FACTOR: 0, DD_HOST_FLAVOR_SLOTS_LARGE: 2, ...config },
    options,
    {
      imagesOf: () => images,
      connection: hosts.connection,
    },
  );
  const news: string[] = [];
  const awaited = { is: false };
  const { one, emulator, clock } = cloud;

  /** Makes a start of it; time passes as long as that takes. */
  async function keep(host: Host, by: Required<Provider> = one, end = signal): Promise<unknown> {
    let isDone = false;
    const done = errorOf(
      by.keepStart(host, {
        signal: end,
        isAwaited: () => awaited.is,
        onLine: () => undefined,
        onNews: (level, text) => news.push(`${level}: ${text}`),
      }),
    ).finally(() => {
      isDone = true;
    });
    for (let step = 0; step < 400 && !isDone; step += 1) await clock.advance(3_000);
    return done;
  }
  const copies = () => [...emulator.world.everything().images, ...emulator.world.everything().snapshots];
  const ownImages = () =>
    emulator.world.everything().images.filter(({ name }) => String(name).startsWith('rockpool-'));
  /** What a server was started from, by the number of its host. */
  async function startOf(number: number): Promise<string | undefined> {
    const { servers } = await import('openstack-ts');
    for await (const { name, metadata } of servers.list(cloud.cloud, {}, { signal }))
      if (name === `pb_dd_${number}`) return metadata[STARTED_FROM];
    throw new Error('It is not there.');
  }
  const standing = async () =>
    Object.fromEntries(
      (await cloud.resources())
        .filter(({ kind }) => kind === 'image' || kind === 'snapshot')
        .map(({ kind, start: state, hostId }) => [kind, state ?? hostId]),
    );
  return { ...cloud, ...hosts, images, news, awaited, keep, copies, ownImages, startOf, standing };
}
