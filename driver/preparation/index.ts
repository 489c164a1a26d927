export type * from './port';
export { prepareOver } from './prepare';
