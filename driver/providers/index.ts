import type { Engines } from '../engine';
import type { Pool } from '../model/pool';
import { localProvider } from './local/local';
import type { Provider } from './provider';

export type { Machine, Provider } from './provider';

/** The provider that a pool names. */
export function providerOf(pool: Pool, engines: Engines): Provider {
  switch (pool.provider) {
    case 'local':
      return localProvider(pool, engines);
  }
}
