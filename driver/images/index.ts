export { type ImageLibraryOptions, openImageLibrary } from './library';
export type * from './port';
export { type PushOptions, pushImage } from './push';
