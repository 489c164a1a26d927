export { createNeighbours } from './neighbours';
export { createRelay, type Relay } from './relay';
