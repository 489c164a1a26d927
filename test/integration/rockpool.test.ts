import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openKeyFileSecrets, startRockpool } from '../../driver/index';
import { isRockpoolError } from '../../driver/model/errors';
import { applyDiff, type State } from '../../driver/model/state';
import { systemClock, systemRandom } from '../../driver/system';
import { silentLog } from '../support/fakeClock';
import { startTestRockpool, type TestRockpool } from '../support/rockpool';

let dataDir: string;
let open: TestRockpool[];

beforeEach(() => {
  // Not /tmp: a private engine wants a real disk.
  dataDir = mkdtempSync('/var/tmp/rockpool-whole-');
  open = [];
});
afterEach(async () => {
  for (const rockpool of open) await rockpool[Symbol.asyncDispose]();
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(env: Record<string, string> = {}): Promise<TestRockpool> {
  const rockpool = await startTestRockpool(undefined, { dataDir, env });
  open.push(rockpool);
  return rockpool;
}
async function end(rockpool: TestRockpool): Promise<void> {
  open = open.filter(other => other !== rockpool);
  await rockpool[Symbol.asyncDispose]();
}
const codeOf = (error: unknown) => (isRockpoolError(error) ? error.value.code : String(error));

describe('the backend', () => {
  it('starts in an empty folder, keeps what it was told, and has the same port again', async () => {
    let rockpool = await start();
    const { proxyUrl } = rockpool.rockpool;
    rockpool.rockpool.services.settings.change({ warnBeforeEndMinutes: 7 });
    const controller = readFileSync(path.join(dataDir, 'controller-id'), 'utf8');
    expect(controller).toMatch(/^[0-9a-f]{32}\n$/);
    expect(statSync(path.join(dataDir, 'controller-id')).mode & 0o777).toBe(0o600);
    await end(rockpool);

    rockpool = await start();
    expect(rockpool.rockpool.proxyUrl).toBe(proxyUrl);
    expect(rockpool.state().settings.settings?.warnBeforeEndMinutes).toBe(7);
    expect(readFileSync(path.join(dataDir, 'controller-id'), 'utf8')).toBe(controller);
  });

  it('refuses a folder that another one uses, and leaves nothing running of itself', async () => {
    await start();
    expect(await start().catch(codeOf)).toBe('DATA_IN_USE');
  });

  it('sets a damaged state aside, says so, and stays who it was', async () => {
    await end(await start());
    const controller = readFileSync(path.join(dataDir, 'controller-id'), 'utf8');
    for (const name of ['state.db-wal', 'state.db-shm']) rmSync(path.join(dataDir, name), { force: true });
    writeFileSync(path.join(dataDir, 'state.db'), 'damage '.repeat(2000));
    const rockpool = await start();
    expect(Object.values(rockpool.state().events)).toMatchObject([
      { level: 'error', text: expect.stringContaining('state.db.damaged-') },
    ]);
    expect(readFileSync(path.join(dataDir, 'controller-id'), 'utf8')).toBe(controller);
  });

  it('starts though the image directory that was chosen is gone, and says so', async () => {
    const first = await start();
    writeFileSync(path.join(dataDir, 'a-file'), '');
    first.rockpool.services.settings.change({ imageDirectory: path.join(dataDir, 'a-file', 'images') });
    await end(first);
    const rockpool = await start();
    expect(Object.values(rockpool.state().events)).toMatchObject([
      { level: 'error', text: expect.stringContaining('a-file/images') },
    ]);
  });

  it('says why it cannot start where it may not write', async () => {
    const file = path.join(dataDir, 'a-file');
    writeFileSync(file, '');
    const options = {
      dataDir: path.join(file, 'below'),
      clock: systemClock,
      random: systemRandom,
      secrets: openKeyFileSecrets(path.join(dataDir, 'secrets')),
      log: silentLog,
      env: {},
      home: homedir(),
      platform: process.platform,
      timeZone: 'UTC',
    };
    expect(await startRockpool(options).catch(codeOf)).toBe('DATA_READ_ONLY');
  });

  it('streams all that changes: what is stored, and tasks', async () => {
    const rockpool = await start();
    const { services } = rockpool.rockpool;
    const abort = new AbortController();
    let state: State | undefined;
    const following = (async () => {
      for await (const change of services.changes.stream(abort.signal)) {
        state = change.type === 'snapshot' ? change.state : state && applyDiff(state, change.diff);
      }
    })();
    services.settings.change({ warnBeforeEndMinutes: 9 });
    services.images.importFiles(['/nonexistent.img']);
    await rockpool.until(() => Object.values(state?.tasks ?? {}).some(task => task.state === 'failed'));
    expect(state).toEqual(rockpool.state());
    abort.abort();
    await following;
  });
});

describe('without a display', () => {
  it('makes the pool by itself, on an engine of its own where none answers, and has it again at the next start', {
    timeout: 120_000,
  }, async () => {
    const active = (rockpool: TestRockpool) => () =>
      Object.values(rockpool.state().hosts).find(
        ({ phase, unreachable }) => phase === 'active' && !unreachable,
      );
    let rockpool = await start({ ROCKPOOL_HEADLESS: '1' });
    const host = await rockpool.until(active(rockpool), 60_000);
    expect(Object.values(rockpool.state().pools)).toMatchObject([
      { name: 'DockerDriver', engineUrl: host.engineUrl },
    ]);
    await end(rockpool);

    rockpool = await start({ ROCKPOOL_HEADLESS: '1' });
    await rockpool.until(active(rockpool), 60_000);
    expect(Object.keys(rockpool.state().pools)).toHaveLength(1);
    // That the engine starts together with the app is no news.
    expect(Object.values(rockpool.state().events).filter(({ level }) => level !== 'info')).toEqual([]);
  });
});
