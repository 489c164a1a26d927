import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';
import { fromSource } from './scripts/lib/sourceCondition.mjs';

/**
 * What dockerode brings for jobs that Rockpool doesn't give it (sessions of BuildKit, an SSH mode of its own) takes
 * longer to load than all the rest of the backend, and the window waits for it. ssh2 asks a native module, which isn't
 * built here, for the processor's features, and does without them.
 */
const withoutUnused: Plugin = {
  name: 'without-unused',
  enforce: 'pre',
  resolveId(source, importer = '') {
    const unused =
      (importer.includes('/docker-modem/') && source === './ssh') ||
      (importer.includes('/dockerode/') && source === './session') ||
      source === 'cpu-features';
    return unused ? '\0unused' : undefined;
  },
  load: id => (id === '\0unused' ? 'export default undefined;' : undefined),
};

export default defineConfig({
  main: {
    ...fromSource,
    plugins: [withoutUnused],
    build: {
      target: 'node20.18',
      sourcemap: true,
      // Only `dependencies` stay packages of their own; the rest is bundled: one file is read sooner than hundreds.
      externalizeDeps: true,
      // Not `lib`: with it the build of `?modulePath` imports (worker threads) fails.
      rollupOptions: { input: { index: 'main/index.ts' }, output: { format: 'es' } },
    },
  },
  preload: {
    build: {
      target: 'node20.18',
      externalizeDeps: false,
      lib: { entry: 'preload/index.ts' },
      // A sandboxed preload can't be an ES module.
      rollupOptions: { external: ['electron'], output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [react()],
    build: {
      target: 'chrome130',
      sourcemap: true,
      minify: true,
      outDir: 'out/renderer',
      rollupOptions: { input: path.resolve(import.meta.dirname, 'renderer/index.html') },
    },
  },
});
