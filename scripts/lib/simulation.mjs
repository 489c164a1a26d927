/** The simulation of whole histories, built from test/sim. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { modulePath } from '../../test/support/modulePath.mjs';
import { root } from './paths.mjs';
import { fromSource } from './sourceCondition.mjs';

const SOURCES = path.join(root, 'test/sim');

/**
 * Builds and loads it.
 * @param {string} name of the folder under out/: runs at the same time have one each
 * @returns {Promise<typeof import('../../test/sim/main')>}
 */
export async function loadSimulation(name) {
  const outDir = path.join(root, 'out', name);
  const { build } = await import('vite');
  await build({
    configFile: false,
    ...fromSource,
    root,
    plugins: [modulePath()],
    logLevel: 'warn',
    build: {
      outDir,
      emptyOutDir: true,
      ssr: true,
      target: 'node20.18',
      minify: false,
      rollupOptions: {
        input: { main: path.join(SOURCES, 'main.ts'), worker: path.join(SOURCES, 'worker.ts') },
        output: { format: 'es' },
      },
    },
  });
  return import(pathToFileURL(path.join(outDir, 'main.js')).href);
}
