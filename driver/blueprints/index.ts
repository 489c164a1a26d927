export { type Blueprints, createBlueprints } from './blueprints';
