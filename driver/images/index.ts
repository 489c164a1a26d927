export { type Bandwidth, bandwidth } from './bandwidth';
export { type HostPullOptions, pullOnHost } from './hostPull';
export { type ImageLibraryOptions, openImageLibrary } from './library';
export type * from './port';
export { type PushOptions, pushImage } from './push';
