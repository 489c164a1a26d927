import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { capture } from './lib/run.mjs';

/** How scripts, and what they have started, come to an end before their time. */
const lib = (name: string) => JSON.stringify(pathToFileURL(path.resolve('scripts/lib', name)).href);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ended-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** As npm runs it: by a shell that waits for it. */
function shell(script: string): ChildProcess {
  const command = '"$0" --input-type=module --eval "$1"; exit $?';
  return spawn('sh', ['-c', command, process.execPath, script], {
    env: { ...process.env, npm_lifecycle_event: 'test' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

test.skipIf(process.platform === 'win32')(
  'a script that listens for signals is asked to end when the shell between npm and it has ended',
  async () => {
    const child = shell(`
      const { listenForSignals } = await import(${lib('signals.mjs')});
      listenForSignals().asked.addEventListener('abort', () => { console.log('asked'); process.exit(0); });
      console.log('listens');
      setTimeout(() => console.log('not asked'), 20_000);`);
    let said = '';
    for await (const piece of child.stdout ?? []) {
      said += piece;
      if (said === 'listens\n') child.kill('SIGTERM');
    }
    expect(said).toBe('listens\nasked\n');
  },
);

test.skipIf(process.platform === 'win32')(
  'a command that runs apart ends with its signal, and so does what it has started',
  async () => {
    const abort = new AbortController();
    const ready = path.join(folder, 'ready');
    // What it has started holds its output open for longer than a test may last.
    const running = capture('sh', ['-c', `sleep 300 & : >${ready}; wait`], {
      apart: true,
      signal: abort.signal,
    });
    await expect.poll(() => existsSync(ready)).toBe(true);
    abort.abort();
    expect((await running).signal).toBe('SIGTERM');
  },
);
