import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmulatedClouds, emulatedClouds } from '../../test/support/emulatedClouds';
import type { CheckedCloud, CloudAnswer } from '../model/cloudCheck';
import type { CloudConnection } from '../model/cloudConnection';
import { listening } from '../openstack-ts/src/testing/loopback';

const { signal } = new AbortController();
let lab: EmulatedClouds;
beforeEach(() => {
  lab = emulatedClouds({}, {}, true);
});
afterEach(() => lab[Symbol.dispose]());

/** A test of a connection; time passes meanwhile, while the network takes its own. */
async function check(connection: CloudConnection): Promise<CheckedCloud> {
  const checking = lab.clouds.check({ draft: { connection, secret: lab.draft.secret ?? '' } }, { signal });
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  checking.then(over, over);
  while (!isOver) {
    await lab.clock.advance(1_000);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
  return checking;
}
/** What it ends with. */
async function answerOf(connection: CloudConnection): Promise<CloudAnswer | undefined> {
  const { answers } = await check(connection);
  return answers.filter(({ state }) => state !== 'open').at(-1);
}
const at = (authUrl: string): CloudConnection => ({ ...lab.draft.connection, authUrl }) as CloudConnection;

describe('an address that is not where the cloud is, over a real network', () => {
  it('where nobody listens', async () => {
    const server = await listening(() => undefined);
    await server[Symbol.asyncDispose]();
    expect(await answerOf(at(`http://127.0.0.1:${server.port}/v3`))).toEqual({
      ...{ name: 'address', state: 'failed' },
      found: expect.stringMatching(/127\.0\.0\.1:\d+.*\.$/),
      fix: 'Check the address and its port; a firewall or a VPN may be between.',
    });
  });

  it('whose name nobody knows', async () => {
    expect(await answerOf(at('http://no-such-cloud.invalid:5000/v3'))).toMatchObject({
      ...{ name: 'address', state: 'failed', found: expect.stringContaining('no-such-cloud.invalid') },
      fix: expect.stringContaining('how the name is written'),
    });
  });

  it('that is a web page', async () => {
    await using server = await listening((_, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><h1>Dashboard</h1>'),
    );
    expect(await answerOf(at(`http://127.0.0.1:${server.port}/dashboard`))).toMatchObject({
      ...{ name: 'address', state: 'failed' },
      fix: expect.stringContaining('that of the dashboard itself is another'),
    });
  });

  it('with http where it has https', async () => {
    await using server = await listening(() => undefined, { tls: true });
    expect(await answerOf(at(`http://127.0.0.1:${server.port}/v3`))).toMatchObject({
      ...{ name: 'address', state: 'failed', fix: 'Write the address with https:// at its beginning.' },
    });
    expect(server.requests()).toBe(0);
  });

  it('with https where it has http', async () => {
    await using server = await listening((_, response) => response.writeHead(300).end('{}'));
    expect(await answerOf(at(`https://127.0.0.1:${server.port}/v3`))).toMatchObject({
      ...{ name: 'certificate', state: 'failed' },
      fix: expect.stringContaining('the address begins with http://'),
    });
  });

  it('with a certificate of its own making, to which no password goes', async () => {
    await using server = await listening((_, response) => response.end(), { tls: true });
    expect(await answerOf(at(`https://127.0.0.1:${server.port}/v3`))).toMatchObject({
      ...{ name: 'certificate', state: 'failed' },
      fix: expect.stringContaining('choose it in the connection'),
    });
    expect(server.requests()).toBe(0);
  });

  it('that answers half a document', async () => {
    await using server = await listening((request, response) =>
      response
        .writeHead(request.method === 'POST' ? 201 : 200, {
          ...{ 'content-type': 'application/json', 'x-subject-token': 'token' },
        })
        .end('{"token": {"expires'),
    );
    expect(await answerOf(at(`http://127.0.0.1:${server.port}/v3`))).toMatchObject({
      ...{ name: 'address', state: 'failed', fix: expect.stringMatching(/\w+.*\.$/) },
    });
  });

  it('that never answers: it is not waited for without end', async () => {
    await using server = await listening(() => undefined);
    expect(await answerOf(at(`http://127.0.0.1:${server.port}/v3`))).toMatchObject({
      ...{ name: 'address', state: 'failed', fix: expect.stringContaining('a firewall or a VPN') },
    });
  });
});

describe('a clouds.yaml that is not right', () => {
  const wrote = (text: string) => {
    const file = path.join(lab.folder, 'clouds.yaml');
    writeFileSync(file, text);
    return file;
  };
  const named = (file: string, cloud: string): CloudConnection =>
    ({ kind: 'cloudsYaml', path: file, cloud }) as const;
  const cloud = (more = '') =>
    `clouds:\n  lab:\n    auth: {auth_url: "http://127.0.0.1:1/v3", username: ada, password: x, project_name: p}\n${more}`;

  it('with a tab: which line, and what to write', async () => {
    const described = lab.clouds.described({ path: wrote('clouds:\n\tlab: {}\n'), signal });
    await expect(described).rejects.toThrow(/tab.*use spaces.*clouds\.yaml:2/);
    await expect(described).rejects.toMatchObject({
      value: { kind: 'input', next: 'Correct it there, or choose another cloud.' },
    });
  });

  it('with a key that nobody knows: it is used, and the key named', async () => {
    const file = wrote(cloud('    colour: blue\n'));
    const { answers } = await check({ ...named(file, 'lab'), region: 'RegionOne' } as CloudConnection);
    expect(answers[0]).toMatchObject({
      ...{ name: 'description', state: 'warning', found: expect.stringContaining('colour') },
      fix: 'Look whether it is written as it should be.',
    });
  });

  it('without the cloud: which there are', async () => {
    const lost = lab.clouds.catalog({ draft: { connection: named(wrote(cloud()), 'lost') } }, { signal });
    await expect(lost).rejects.toMatchObject({
      value: { kind: 'input', code: 'CLOUD_CONFIG_UNREADABLE', next: expect.stringMatching(/\w+.*\.$/) },
    });
    await expect(lost).rejects.toThrow('No cloud is called lost. There are: lab.');
  });
});
