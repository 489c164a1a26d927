import type { Engine } from '../engine';
import type { Provider } from '../providers';
import { CONFIRM_AFTER_MS, HELD_FOR_MS } from './lease';
import type { LeaseKeeper } from './leaseKeeper';

/**
 * A provider whose calls that write go out only while the pool is ours; before what destroys the lease is read again.
 * @throws an AbortError where it isn't, besides what the calls throw
 */
export function fencedProvider(provider: Provider, lease: LeaseKeeper): Provider {
  const { keepStart, release } = provider;
  const fenced: Partial<Provider> = {
    async create(host, options) {
      await lease.confirm(HELD_FOR_MS, options);
      return provider.create(host, options);
    },
    async destroy(host, options) {
      await lease.confirm(CONFIRM_AFTER_MS, options);
      return provider.destroy(host, options);
    },
    ...(keepStart && {
      async keepStart(host, options) {
        await lease.confirm(HELD_FOR_MS, options);
        return keepStart(host, options);
      },
    }),
    ...(release && {
      async release(resource, options) {
        await lease.confirm(CONFIRM_AFTER_MS, options);
        return release(resource, options);
      },
    }),
  };
  return Object.assign(Object.create(provider) as Provider, fenced);
}

const never = new AbortController().signal;

/** The same for the engine of a host: what is done there has been decided on a lease that was proven moments ago. */
export function fencedEngine(engine: Engine, lease: LeaseKeeper): Engine {
  const confirm = (options?: { signal?: AbortSignal }) =>
    lease.confirm(HELD_FOR_MS, { signal: options?.signal ?? never });
  const fenced: Partial<Engine> = {
    async load(archive, options) {
      await confirm(options);
      return engine.load(archive, options);
    },
    async create(spec, options) {
      await confirm(options);
      return engine.create(spec, options);
    },
    async start(containerId, options) {
      await confirm(options);
      return engine.start(containerId, options);
    },
    async remove(containerId, options) {
      await confirm(options);
      return engine.remove(containerId, options);
    },
  };
  return Object.assign(Object.create(engine) as Engine, fenced);
}
