import { rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { fromSource } from '../../scripts/lib/sourceCondition.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
// Test runs may go on at the same time: each process has a folder of its own, and takes it along.
const outDir = path.join(root, `node_modules/.cache/rockpool/${process.pid}`);
process.once('exit', () => rmSync(outDir, { recursive: true, force: true }));

/**
 * What electron-vite does with `import path from './worker?modulePath'` in a build, for tests that run from
 * source: the module is bundled into node_modules/.cache, and the import is the bundle's path.
 * @returns {import('vite').Plugin}
 */
export function modulePath() {
  return {
    name: 'rockpool:module-path',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith('?modulePath')) return null;
      const entry = id.slice(0, -'?modulePath'.length);
      const name = path.relative(root, entry).replace(/\.ts$/, '').replaceAll(path.sep, '-');
      await build({
        configFile: false,
        ...fromSource,
        plugins: [modulePath()],
        logLevel: 'warn',
        build: {
          ssr: entry,
          outDir,
          emptyOutDir: false,
          target: 'node20.18',
          minify: false,
          rollupOptions: { output: { format: 'es', entryFileNames: `${name}.mjs` } },
        },
      });
      return `export default ${JSON.stringify(`${outDir}/${name}.mjs`)};`;
    },
  };
}
