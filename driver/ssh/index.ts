export { asRoot, notRoot, quoted, scriptWith } from './asRoot';
export { askHostKey } from './client';
export { keepConnection } from './connection';
export { hostKeyOf, refusalOf } from './hostKeys';
export { openThrough } from './jump';
export { type KeyPair, makeKeyPair, publicKeyOf } from './keys';
export { keysKnownFor } from './knownHosts';
export type * from './port';
export { sshEngine } from './sshEngine';
