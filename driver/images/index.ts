export { type Bandwidth, bandwidth } from './bandwidth';
export { type ImageLibraryOptions, openImageLibrary } from './library';
export type * from './port';
export { type PushOptions, pushImage } from './push';
