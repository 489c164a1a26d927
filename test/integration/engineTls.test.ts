import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEngines } from '../../driver/engine';
import { isRockpoolError } from '../../driver/model/errors';
import { systemClock, systemRandom } from '../../driver/system';
import { createTasks } from '../../driver/tasks/tasks';
import { silentLog } from '../support/fakeClock';
import { answerAbout } from '../support/fakeSocket';

let folder: string;
let server: https.Server;
let url: string;

/** A certificate authority with a server and a client, as `docker context create` stores them. */
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'tls-'));
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  writeFileSync(path.join(folder, 'san'), 'subjectAltName=IP:127.0.0.1');
  openssl(
    ...'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=lab-ca -keyout ca.key -out ca.pem'.split(' '),
  );
  for (const name of ['server', 'client']) {
    openssl(
      ...`req -newkey rsa:2048 -nodes -subj /CN=${name} -keyout ${name}.key -out ${name}.csr`.split(' '),
    );
    const sign = `x509 -req -in ${name}.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile san`;
    openssl(...sign.split(' '), '-out', `${name}.pem`);
  }
  const read = (name: string) => readFileSync(path.join(folder, name));
  server = https.createServer(
    {
      key: read('server.key'),
      cert: read('server.pem'),
      ca: read('ca.pem'),
      requestCert: true,
      rejectUnauthorized: true,
    },
    (request, response) => void answerAbout(request, response),
  );
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  url = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise(resolve => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

/** A home folder with one context, which trusts the given authority. */
function homeWith(ca: string): string {
  const home = mkdtempSync(path.join(folder, 'home-'));
  const id = createHash('sha256').update('lab').digest('hex');
  const meta = path.join(home, '.docker/contexts/meta', id);
  const tls = path.join(home, '.docker/contexts/tls', id, 'docker');
  for (const made of [meta, tls]) mkdirSync(made, { recursive: true });
  writeFileSync(
    path.join(meta, 'meta.json'),
    JSON.stringify({ Name: 'lab', Endpoints: { docker: { Host: url } } }),
  );
  const copies = { 'ca.pem': ca, 'cert.pem': 'client.pem', 'key.pem': 'client.key' };
  for (const [to, from] of Object.entries(copies)) {
    writeFileSync(path.join(tls, to), readFileSync(path.join(folder, from)));
  }
  return home;
}

function enginesAt(home: string) {
  const times = { clock: systemClock, random: systemRandom, log: silentLog };
  const tasks = createTasks(times);
  return createEngines({
    ...times,
    env: {},
    home,
    platform: process.platform,
    tasks,
    dataDir: path.join(home, 'data'),
  });
}

test('an engine behind TLS is found by its context and asked with its certificates', async () => {
  await using engines = enginesAt(homeWith('ca.pem'));
  const found = await engines.discover();
  expect(found.find(candidate => candidate.url === url)).toMatchObject({
    source: 'docker context "lab"',
    facts: { version: '28.0.0' },
  });
  expect((await engines.connect(url).facts()).version).toBe('28.0.0');
});

test('one whose certificate is of another authority is not trusted', async () => {
  await using engines = enginesAt(homeWith('client.pem'));
  const error = await engines
    .connect(url)
    .facts()
    .catch(error => error);
  expect(isRockpoolError(error) && error.value).toMatchObject({
    code: 'ENGINE_UNTRUSTED',
    kind: 'permanent',
  });
});
