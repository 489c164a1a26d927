import { fileURLToPath } from 'node:url';
import { build } from 'vite';

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
      const name = entry
        .replace(/^.*\/driver\//, '')
        .replace(/\.ts$/, '')
        .replaceAll('/', '-');
      // Test files may be transformed at the same time: each process has a file of its own.
      const outDir = fileURLToPath(
        new URL(`../../node_modules/.cache/rockpool/${process.pid}`, import.meta.url),
      );
      await build({
        configFile: false,
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
