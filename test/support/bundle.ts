import { rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'vite';
import { fromSource } from '../../scripts/lib/sourceCondition.mjs';
import { modulePath } from './modulePath.mjs';

/** In the house, so that its packages are found from there; each process has its own, and takes it along. */
const outDir = path.resolve(`node_modules/.cache/rockpool/children-${process.pid}`);
process.once('exit', () => rmSync(outDir, { recursive: true, force: true }));

/** A script of test/support in JavaScript, to be run by a process of its own. @returns its path */
export async function bundle(name: string): Promise<string> {
  await build({
    configFile: false,
    ...fromSource,
    logLevel: 'warn',
    plugins: [modulePath()],
    build: {
      ssr: path.resolve(`test/support/${name}.ts`),
      outDir,
      emptyOutDir: false,
      target: 'node20.18',
      minify: false,
      rollupOptions: { output: { format: 'es', entryFileNames: `${name}.mjs` } },
    },
  });
  return path.join(outDir, `${name}.mjs`);
}
