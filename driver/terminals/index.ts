export { createTerminals, type Terminals } from './terminals';
