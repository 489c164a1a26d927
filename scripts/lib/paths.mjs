/** Where the scripts find and keep things. */
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** What this checkout made for itself and can make again. */
export const runtimeDir = path.join(root, '.runtime');

/** What all checkouts of this user share, so that a new one needn't download again. */
export const cacheDir = path.join(
  process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'),
  'rockpool',
);
