export { openEngine } from './engine';
export { createEngines, type EnginesOptions } from './engines';
export { isEngineAway } from './failures';
export type * from './port';
