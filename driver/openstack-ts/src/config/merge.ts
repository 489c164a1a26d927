import { isSettings, type Settings } from './document.ts';

/** What `over` says, laid over `under`, at every depth: so secure.yaml adds a password to a cloud of clouds.yaml. */
export function mergeDeep(under: Settings, over: Settings): Settings {
  const merged: Settings = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isSettings(value) && isSettings(below) ? mergeDeep(below, value) : value;
  }
  return merged;
}

/** The same for a cloud and its profile or region, where only `auth` is merged and all else replaced. */
export function mergeCloud(under: Settings, over: Settings): Settings {
  const merged: Settings = { ...under };
  for (const [key, value] of Object.entries(over)) {
    if (value === null) continue;
    const below = merged[key];
    merged[key] = key === 'auth' && isSettings(value) && isSettings(below) ? { ...below, ...value } : value;
  }
  return merged;
}
