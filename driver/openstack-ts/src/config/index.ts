export { type ChosenCloud, chooseCloud, cloudNames, type Sources as ConfigSources } from './chosen.ts';
export { type CloudReading, readCloud } from './cloudOf.ts';
export { parseSettings, type SettingsFile } from './document.ts';
export {
  CloudConfigError,
  type ConfigProblem,
  isCloudConfigError,
  type Place as ConfigPlace,
  type Warning as ConfigWarning,
} from './errors.ts';
export { cloudOfOpenrc, type Openrc, readOpenrc } from './openrc.ts';
export {
  type DescribedCloud,
  listClouds,
  loadCloud,
  type ReadOptions as ConfigReadOptions,
  readSources,
} from './read.ts';
export { regionNames } from './regions.ts';
export { type ConfigFile, type Machine, searchPath } from './search.ts';
