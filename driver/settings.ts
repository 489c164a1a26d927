import { type Settings, settingsSchema } from './model/settings';
import type { SettingsService } from './services';
import type { Store } from './store/store';

const ID = 'settings';

/** The one record of settings; what was never set has its default. */
export function createSettings(store: Store): SettingsService {
  const get = (): Settings => settingsSchema.parse(store.settings.get(ID) ?? {});
  return {
    get,
    change(changes) {
      const settings = settingsSchema.parse({ ...get(), ...changes });
      store.settings.put(ID, settings);
      return settings;
    },
  };
}

/** Bytes a second; undefined: no limit. */
export function pushLimitOf({ pushLimitMBs }: Settings): number | undefined {
  return pushLimitMBs === null ? undefined : pushLimitMBs * 1_000_000;
}
