import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

export default defineConfig({
  main: {
    build: {
      target: 'node20.18',
      sourcemap: true,
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
