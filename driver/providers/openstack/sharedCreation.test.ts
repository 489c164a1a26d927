import { expect, it } from 'vitest';
import { cloudProvider, hostOf, SELF } from '../../../test/support/cloudProvider';
import { errorOf } from '../../../test/support/errorOf';

const medium = { name: 'standard.medium', vcpus: 2, ram: 4096, disk: 10 };
const tiny = { name: 'standard.tiny', vcpus: 1, ram: 1024, disk: 8 };

/** Two hosts of different flavors wait for what both need; whoever came first is called off meanwhile. */
async function calledOff(path: string) {
  const { emulator, provider, counted } = cloudProvider(
    { DD_HOST_DATA_VOLUME_FACTOR: 0, DD_HOST_ANTI_AFFINITY: true },
    { flavors: [medium, tiny] },
  );
  let open = () => {};
  const gate = new Promise<void>(resolve => {
    open = resolve;
  });
  let reached = () => {};
  const isReached = new Promise<void>(resolve => {
    reached = resolve;
  });
  const one = provider(SELF, 2, async request => {
    if (request.method === 'POST' && new URL(request.url).pathname.endsWith(path)) {
      reached();
      await gate;
      request.signal.throwIfAborted();
    }
    return emulator.transport(request);
  });
  const [first, second] = [new AbortController(), new AbortController()];
  const asked = [
    errorOf(one.create(hostOf(1, { flavor: tiny.name }), { signal: first.signal })),
    errorOf(one.create(hostOf(2, { flavor: medium.name }), { signal: second.signal })),
  ];
  await isReached;
  // Both wait for it by now.
  for (let step = 0; step < 200; step += 1) await undefined;
  first.abort(new Error('not wanted any more'));
  for (let step = 0; step < 200; step += 1) await undefined;
  open();
  const [, outcome] = await Promise.all(asked);
  return { outcome, made: counted(`POST ${path}`), servers: counted('POST /servers') };
}

it.each(['/security-groups', '/os-server-groups'])(
  'who is called off while %s is made takes it from nobody who waits for it, too',
  async path => {
    expect(await calledOff(path)).toEqual({ outcome: 'no error', made: 1, servers: 1 });
  },
);
