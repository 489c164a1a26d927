export { type Bandwidth, bandwidth } from './bandwidth';
export { type HostPullOptions, pullOnHost } from './hostPull';
export { type ImageLibraryOptions, openImageLibrary } from './library';
export type * from './port';
export { portionsOf, unpackedSize } from './portions';
export { checkRoom, type PushOptions, pushImage } from './push';
