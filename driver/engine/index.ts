export { removeByHand } from './byHand';
// For engines of another make: the same names, time limits and sentences.
export { callsTo } from './call';
export { containerName } from './containerSpec';
export { type EngineDeps, engineOver, openEngine } from './engine';
export { createEngines, type EnginesOptions } from './engines';
export { isEngineAway } from './failures';
/** For a machine's own shell: what is said of containers there that are nobody's of a Rockpool. */
export { default as foreignScript } from './foreign.sh?raw';
export { heardEngines } from './heard';
export * as engineErrors from './messages';
export type * from './port';
export { portionLabel, pullMark, pushMark, readPushMark } from './pushMarks';
