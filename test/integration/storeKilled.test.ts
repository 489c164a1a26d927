import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStore } from '../../driver/store/store';
import { systemClock, systemRandom } from '../../driver/system';
import { bundle } from '../support/bundle';

const ROUNDS = 12;
const LONGEST_MS = 150;

let writer: string;
let dataDir: string;
beforeAll(async () => {
  writer = await bundle('storeWriter');
  dataDir = mkdtempSync(path.join(tmpdir(), 'store-killed-'));
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

/** @returns the last step that the process had said to be durable when it was killed */
async function writeUntilKilled(): Promise<number> {
  const child = spawn(process.execPath, [writer, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  const begun = new Promise<void>((resolve, reject) => {
    child.once('close', () => reject(new Error('The process ended before it wrote anything.')));
    child.stdout.on('data', chunk => {
      text += chunk;
      resolve();
    });
  });
  const ended = new Promise(resolve => child.once('close', resolve));
  await begun;
  await systemClock.sleep(systemRandom.float() * LONGEST_MS);
  child.kill('SIGKILL');
  await ended;
  return Number(text.slice(0, text.lastIndexOf('\n')).split('\n').at(-1));
}

it('a state whose process is killed while it writes opens again with everything that was durable, and no half', async () => {
  const seen: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const said = await writeUntilKilled();
    using store = openStore(dataDir, systemClock.now());
    const [one, other] = ['one', 'other'].map(id => Number(store.settings.get(id)?.imageDirectory));
    expect(store.setAside).toBeUndefined();
    expect(one).toBe(other);
    // Written and not said yet: the step that it was killed at.
    expect([said, said + 1]).toContain(one);
    seen.push(said);
  }
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(seen.at(-1)).toBeGreaterThan(ROUNDS * 5);
});
