import type { Cloud } from 'openstack-ts';

/** A cloud that is read when it is first asked, and whose description may have changed since. */
export function lazyCloud(clock: Cloud['clock'], load: (signal?: AbortSignal) => Promise<Cloud>): Cloud {
  let loaded: Cloud | undefined;
  async function ask<T>(signal: AbortSignal | undefined, run: (cloud: Cloud) => Promise<T>): Promise<T> {
    loaded = await load(signal);
    return run(loaded);
  }
  return {
    get name() {
      return loaded?.name;
    },
    clock,
    token: (options = {}) => ask(options.signal, cloud => cloud.token(options)),
    endpoint: (service, options = {}) => ask(options.signal, cloud => cloud.endpoint(service, options)),
    versions: (service, options = {}) => ask(options.signal, cloud => cloud.versions(service, options)),
    call: call => ask(call.signal, cloud => cloud.call(call)),
  };
}
