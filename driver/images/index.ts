export { type ImageLibraryOptions, openImageLibrary } from './library';
export type * from './port';
