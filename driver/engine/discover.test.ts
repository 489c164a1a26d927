import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fakeClock } from '../../test/support/fakeClock';
import { answerAbout, type FakeEngine, fakeEngine } from '../../test/support/fakeSocket';
import { systemClock } from '../system';
import { askPlaces, type Machine, placesOn } from './discover';

let home: string;
const fakes: FakeEngine[] = [];
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'home-'));
});
afterEach(async () => {
  rmSync(home, { recursive: true, force: true });
  for (const fake of fakes.splice(0)) await fake[Symbol.asyncDispose]();
});

function machine(changes: Partial<Machine> = {}): Machine {
  return { env: {}, home, platform: 'linux', uid: 1000, privateUrl: undefined, ...changes };
}

function addContext(name: string, host: string, { tls = false } = {}): void {
  const id = createHash('sha256').update(name).digest('hex');
  write(`.docker/contexts/meta/${id}/meta.json`, { Name: name, Endpoints: { docker: { Host: host } } });
  if (tls) write(`.docker/contexts/tls/${id}/docker/ca.pem`, '');
}

function write(file: string, value: unknown): void {
  const whole = path.join(home, file);
  mkdirSync(path.dirname(whole), { recursive: true });
  writeFileSync(whole, typeof value === 'string' ? value : JSON.stringify(value));
}

async function engine(changes = {}): Promise<FakeEngine> {
  const fake = await fakeEngine((request, response) => void answerAbout(request, response, changes));
  fakes.push(fake);
  return fake;
}

const urls = (found: { url: string }[]) => found.map(({ url }) => url);

describe('where engines are looked for', () => {
  test('DOCKER_HOST goes first, then the current context, other contexts, the usual sockets', () => {
    addContext('alpha', 'unix:///alpha.sock');
    addContext('colima', 'unix:///colima.sock');
    write('.docker/config.json', { currentContext: 'colima' });
    const places = placesOn(machine({ env: { DOCKER_HOST: 'tcp://lab:2375' } }));
    expect(urls(places).slice(0, 5)).toEqual([
      'tcp://lab:2375',
      'unix:///colima.sock',
      'unix:///alpha.sock',
      'unix:///var/run/docker.sock',
      'unix:///run/user/1000/docker.sock',
    ]);
    expect(places[1]?.source).toBe('docker context "colima", the current one');
  });
  test('DOCKER_CONTEXT goes before the config, DOCKER_CONFIG names another folder, each address comes once', () => {
    addContext('a', 'unix:///var/run/docker.sock');
    addContext('b', 'unix:///b.sock');
    write('.docker/config.json', { currentContext: 'a' });
    const places = placesOn(machine({ env: { DOCKER_CONTEXT: 'b' } }));
    expect(urls(places).slice(0, 2)).toEqual(['unix:///b.sock', 'unix:///var/run/docker.sock']);
    expect(new Set(urls(places)).size).toBe(places.length);
    const elsewhere = placesOn(machine({ env: { DOCKER_CONFIG: path.join(home, 'none') } }));
    expect(urls(elsewhere)[0]).toBe('unix:///var/run/docker.sock');
  });
  test('a DOCKER_HOST without a scheme is a TCP address, with certificates where it says so', () => {
    const env = { DOCKER_HOST: 'lab:2376', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs' };
    expect(placesOn(machine({ env }))[0]).toMatchObject({ url: 'tcp://lab:2376', tlsDir: '/certs' });
    addContext('secure', 'tcp://lab:2376', { tls: true });
    expect(placesOn(machine())[0]?.tlsDir).toMatch(/contexts\/tls\/[0-9a-f]{64}\/docker$/);
  });
  test('config files that are damaged or strange are as if they were not there', () => {
    write('.docker/config.json', '{ not json');
    write('.docker/contexts/meta/x/meta.json', '[]');
    write('.docker/contexts/meta/y/meta.json', { Name: 'y', Endpoints: {} });
    expect(urls(placesOn(machine()))[0]).toBe('unix:///var/run/docker.sock');
  });
  test('Colima profiles, Podman machines and the private engine are found by their folders', () => {
    mkdirSync(path.join(home, '.colima/default'), { recursive: true });
    mkdirSync(path.join(home, '.colima/_lima'), { recursive: true });
    write('.local/share/containers/podman/machine/qemu/podman.sock', '');
    const places = urls(placesOn(machine({ platform: 'darwin', privateUrl: 'unix:///run/own.sock' })));
    expect(places).toContain(`unix://${home}/.colima/default/docker.sock`);
    expect(places).not.toContain(`unix://${home}/.colima/_lima/docker.sock`);
    expect(places).toContain(`unix://${home}/.local/share/containers/podman/machine/qemu/podman.sock`);
    expect(places.at(-1)).toBe('unix:///run/own.sock');
  });
  test('Windows has pipes', () => {
    expect(urls(placesOn(machine({ platform: 'win32', uid: undefined })))).toEqual([
      'npipe:////./pipe/docker_engine',
      'npipe:////./pipe/dockerDesktopLinuxEngine',
      'npipe:////./pipe/podman-machine-default',
    ]);
  });
});

describe('asking them', () => {
  const deps = { clock: systemClock, platform: 'linux' as const };
  const place = (url: string, source: string, expected = true) => ({ url, source, expected });

  test('those that answer come first, those expected say why they are silent, the others are not mentioned', async () => {
    const { url } = await engine();
    const found = await askPlaces(
      [
        place('ssh://ada@lab', 'docker context "lab"'),
        place('unix:///nowhere/a.sock', 'DOCKER_HOST'),
        place('unix:///nowhere/b.sock', 'Podman', false),
        place(url, 'the usual socket'),
      ],
      deps,
    );
    expect(found.map(({ source, facts, error }) => [source, facts?.version ?? error?.code])).toEqual([
      ['the usual socket', '28.0.0'],
      ['docker context "lab"', 'ENGINE_URL_NOT_SUPPORTED'],
      ['DOCKER_HOST', 'ENGINE_UNREACHABLE'],
    ]);
  });
  test('one engine in two places is one', async () => {
    const [a, b, other] = await Promise.all([engine(), engine(), engine({ DockerRootDir: '/other' })]);
    const places = [
      place(a.url, 'DOCKER_HOST'),
      place(b.url, 'the usual socket'),
      place(other.url, 'rootless Docker'),
    ];
    expect((await askPlaces(places, deps)).map(({ source }) => source)).toEqual([
      'DOCKER_HOST, the usual socket',
      'rootless Docker',
    ]);
  });
  test('Podman, which gives itself a new id for each answer, is one too', async () => {
    let answers = 0;
    const podman = await fakeEngine((request, response) => {
      answers += 1;
      answerAbout(request, response, {
        ID: `id-${answers}`,
        Components: [{ Name: 'Podman Engine' }],
        Version: '4.3.1',
      });
    });
    fakes.push(podman);
    const found = await askPlaces([place(podman.url, 'Podman'), place(podman.url, 'DOCKER_HOST')], deps);
    expect(found).toHaveLength(1);
    expect(found[0]?.facts).toMatchObject({ id: 'podman:lab@/x', version: 'Podman 4.3.1' });
  });
  test('one that hangs costs three seconds and no more', async () => {
    const clock = fakeClock();
    const hanging = await fakeEngine(() => undefined);
    fakes.push(hanging);
    const { url } = await engine();
    const asked = askPlaces([place(hanging.url, 'DOCKER_HOST'), place(url, 'the usual socket')], {
      ...deps,
      clock,
    });
    while (hanging.requests.length < 2) await systemClock.sleep(5);
    await systemClock.sleep(50);
    await clock.advance(3000);
    expect((await asked).map(({ error }) => error?.code)).toEqual([undefined, 'ENGINE_TIMEOUT']);
  });
  test('a socket that this user may not open says what to do', async () => {
    if (process.getuid?.() === 0) return expect(process.getuid()).toBe(0);
    const { url } = await engine();
    const { chmodSync } = await import('node:fs');
    chmodSync(url.slice('unix://'.length), 0o000);
    const [found] = await askPlaces([place(url, 'the usual socket')], deps);
    expect(found?.error).toMatchObject({
      code: 'ENGINE_FORBIDDEN',
      next: expect.stringContaining('usermod'),
    });
  });
  test('asking that is cancelled is cancelled', async () => {
    const hanging = await fakeEngine(() => undefined);
    fakes.push(hanging);
    const abort = new AbortController();
    const asked = askPlaces([place(hanging.url, 'DOCKER_HOST')], deps, { signal: abort.signal });
    abort.abort();
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
  });
});
