import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  chooseCloud,
  cloudNames,
  listClouds,
  loadCloud,
  parseSettings,
  readCloud,
  searchPath,
} from './index.ts';

const sources = (
  clouds: string,
  more: { secure?: string; vendors?: string; env?: Record<string, string> } = {},
) => ({
  clouds: parseSettings('clouds.yaml', clouds),
  ...(more.secure === undefined ? {} : { secure: parseSettings('secure.yaml', more.secure) }),
  ...(more.vendors === undefined ? {} : { vendors: parseSettings('clouds-public.yaml', more.vendors) }),
  env: more.env ?? {},
});
type More = Parameters<typeof sources>[1] & { cloud?: string; region?: string };
const read = (clouds: string, more: More = {}) =>
  readCloud(chooseCloud(sources(clouds, more), more.cloud), { region: more.region, home: '/home/ada' });

const lab = `clouds:
  lab:
    auth:
      auth_url: https://cloud.example.org:5000/v3
      username: ada
      password: p4ss
      project_name: notebooks
      user_domain_name: People
      project_domain_name: Labs
    region_name: North
`;
const more = (lines: string) => lab + lines.replaceAll(/^/gm, '    ');

describe('a cloud of clouds.yaml', () => {
  test('is read with the names that openstacksdk has', () => {
    expect(read(lab)).toEqual({
      config: {
        name: 'lab',
        authUrl: 'https://cloud.example.org:5000/v3',
        auth: {
          kind: 'password',
          user: { name: 'ada', domain: { name: 'People' } },
          password: 'p4ss',
          project: { name: 'notebooks', domain: { name: 'Labs' } },
        },
        region: 'North',
        interface: 'public',
        verify: true,
        endpoints: {},
      },
      lacksSecret: false,
      warnings: [],
    });
  });

  test('keeps passwords as they are written, though they look like numbers, dates or words of YAML', () => {
    for (const password of ['0123', '1e5', '12:30', '2024-01-01', 'true', 'yes', '1_000'])
      expect(read(lab.replace('p4ss', password)).config.auth).toMatchObject({ password });
  });

  test('has its password in secure.yaml, and says so where it is nowhere', () => {
    const without = lab.replace('      password: p4ss\n', '');
    expect(read(without).lacksSecret).toBe(true);
    const secure = 'clouds:\n  lab:\n    auth:\n      password: hidden\n';
    expect(read(without, { secure })).toMatchObject({
      lacksSecret: false,
      config: { auth: { password: 'hidden' } },
    });
  });

  test('says of its vendor what clouds-public.yaml has, and its own word counts', () => {
    const vendors =
      'public-clouds:\n  acme:\n    auth:\n      auth_url: https://acme.example/{region_name}/v3\n    interface: internal\n    regions: [East, West]\n';
    const clouds =
      'clouds:\n  a:\n    profile: acme\n    interface: admin\n    auth: {username: u, password: p, project_id: "7"}\n';
    const { config } = read(clouds, { vendors, region: 'West' });
    expect(config).toMatchObject({
      authUrl: 'https://acme.example/West/v3',
      interface: 'admin',
      region: 'West',
    });
    expect(read(clouds, { vendors }).config.region).toBe('East');
  });

  test('may have values of its own in a region; a region that it lacks is refused with those it has', () => {
    const clouds = more(
      'regions:\n- name: One\n  values:\n    auth: {auth_url: "https://one.example/v3"}\n- Two\n',
    ).replace('    region_name: North\n', '');
    expect(read(clouds, { region: 'One' }).config).toMatchObject({
      region: 'One',
      authUrl: 'https://one.example/v3',
    });
    expect(read(clouds, { region: 'Two' }).config.authUrl).toBe('https://cloud.example.org:5000/v3');
    expect(() => read(clouds, { region: 'Three' })).toThrow(
      /no region Three. There are: One, Two. \(clouds.yaml:10\)/,
    );
  });

  test('signs in by application credential, or by a token', () => {
    const credential =
      'clouds:\n  c:\n    auth_type: v3applicationcredential\n    auth: {auth_url: "http://k/v3", application_credential_id: i, application_credential_secret: s}\n';
    expect(read(credential).config.auth).toEqual({
      kind: 'applicationCredential',
      credential: { id: 'i' },
      secret: 's',
    });
    const token =
      'clouds:\n  c:\n    auth_type: v3token\n    auth: {auth_url: "http://k/v3", token: t, project_id: p}\n';
    expect(read(token).config.auth).toEqual({ kind: 'token', token: 't', project: { id: 'p' } });
  });

  test('may use old names: tenant, endpoint_type, auth_plugin; a name in its own spelling counts before them', () => {
    const old =
      'clouds:\n  c:\n    auth_plugin: password\n    endpoint_type: internalURL\n    auth: {auth_url: "http://k/v3", username: u, password: p, tenant-name: old, domain_id: d}\n';
    const { config, warnings } = read(old);
    expect(warnings).toEqual([]);
    expect(config.interface).toBe('internal');
    expect(config.auth).toMatchObject({
      user: { domain: { id: 'd' } },
      project: { name: 'old', domain: { id: 'd' } },
    });
    expect(
      read(old.replace('tenant-name: old', 'tenant-name: old, project_name: new')).config.auth,
    ).toMatchObject({
      project: { name: 'new' },
    });
  });

  test('is trusted by an own authority, or not looked at only where that is said', () => {
    expect(read(more('cacert: ~/ca.pem\n')).caFile).toBe('/home/ada/ca.pem');
    for (const no of ['verify: false', 'verify: no', 'insecure: true'])
      expect(read(more(`${no}\n`)).config.verify).toBe(false);
    expect(() => read(more('verify: nope\n'))).toThrow(/neither true nor false. \(clouds.yaml:11\)/);
  });

  test('may say the addresses of services itself', () => {
    const { config } = read(
      more('volumev3_endpoint_override: https://v.example/v3/{region_name}\ncompute_api_version: 2\n'),
    );
    expect(config.endpoints).toEqual({ volume: 'https://v.example/v3/North' });
  });

  test('is read though a key is unknown, which is said with its line', () => {
    const { warnings } = read(more('regoin_name: South\n'));
    expect(warnings).toEqual([
      { text: expect.stringContaining('regoin_name'), place: { file: 'clouds.yaml', line: 11 } },
    ]);
  });

  test.each([
    ['identity_api_version: 2.0', /Identity v2 .*clouds.yaml:11/],
    ['auth_type: v2password', /write v3password.*clouds.yaml:11/],
    ['auth_type: v3oidcpassword', /not known here.*clouds.yaml:11/],
    ['cert: /etc/cert.pem', /client certificate.*clouds.yaml:11/],
    ['interface: outside', /public, internal or admin.*clouds.yaml:11/],
  ])('is refused where it says %s', (line, sentence) => {
    expect(() => read(more(`${line}\n`))).toThrow(sentence);
  });

  test.each([
    ['auth_url: https://cloud.example.org:5000/v3', /auth_url\)\. \(clouds.yaml:2\)/],
    ['username: ada', /user is missing/],
    ['project_name: notebooks', /project is missing/],
  ])('is refused without %s', (line, sentence) => {
    expect(() => read(lab.replace(`      ${line}\n`, ''))).toThrow(sentence);
  });
});

describe('which cloud', () => {
  const two = 'clouds:\n  a: {}\n  b: {}\n';
  test('is the only one, that of OS_CLOUD, or the one asked for; else it has to be said', () => {
    expect(chooseCloud(sources(lab)).name).toBe('lab');
    expect(chooseCloud(sources(two, { env: { OS_CLOUD: 'b' } })).name).toBe('b');
    expect(chooseCloud(sources(two, { env: { OS_CLOUD: 'b' } }), 'a').name).toBe('a');
    expect(() => chooseCloud(sources(two))).toThrow(/Say which cloud is meant: a, b/);
    expect(() => chooseCloud(sources(two), 'c')).toThrow(
      /No cloud is called c. There are: a, b. \(clouds.yaml:1\)/,
    );
  });

  test('is that of OS_* variables where there are such, which goes by the name of envvars', () => {
    const env = { OS_AUTH_URL: 'https://k/v3', OS_USERNAME: 'u', OS_PROJECT_ID: 'p', OS_LOG_LEVEL: '3' };
    expect(cloudNames(sources(two, { env }))).toEqual(['a', 'b', 'envvars']);
    expect(read(two, { env })).toMatchObject({
      lacksSecret: true,
      config: { name: 'envvars', authUrl: 'https://k/v3' },
    });
    expect(() => chooseCloud(sources(two, { env: { ...env, OS_CLOUD_NAME: 'a' } }))).toThrow(
      /another name.*clouds.yaml:2/,
    );
    expect(cloudNames(sources(two, { env: { OS_REGION_NAME: 'r' } }))).toEqual(['a', 'b']);
  });
});

describe('a file that is no clouds.yaml', () => {
  test.each([
    ['clouds:\n  a:\n\tauth: x\n', /tab, which YAML does not allow; use spaces. \(clouds.yaml:3\)/],
    ['clouds:\n  a: {\n', /not valid YAML.*clouds.yaml/],
    ['clouds:\n  a: 1\n  a: 2\n', /stands there twice.*clouds.yaml:3/],
    ['', /empty/],
    ['- a\n', /no list of names/],
  ])('is refused with its line: %j', (text, sentence) => {
    expect(() => parseSettings('clouds.yaml', text)).toThrow(sentence);
  });

  test('nothing of a secret is in the message', () => {
    const text = 'clouds:\n  a:\n    auth:\n      password: "hush-hush\n';
    expect(() => parseSettings('clouds.yaml', text)).toThrow(
      expect.not.objectContaining({ message: /hush-hush/ }),
    );
  });

  test('JSON is taken too, tabs and all', () => {
    const text = JSON.stringify({ clouds: { j: { auth: { auth_url: 'http://k' } } } }, null, '\t');
    expect(cloudNames({ clouds: parseSettings('clouds.json', text), env: {} })).toEqual(['j']);
  });
});

test('files are looked for where openstacksdk does, on every platform', () => {
  const on = (platform: NodeJS.Platform, env = {}, home = '/home/ada') =>
    searchPath('clouds', { platform, home, folder: platform === 'win32' ? 'C:\\w' : '/w', env }).filter(one =>
      one.endsWith('.yaml'),
    );
  expect(on('linux', { OS_CLIENT_CONFIG_FILE: '/x/mine.yaml' })).toEqual([
    '/x/mine.yaml',
    '/w/clouds.yaml',
    '/home/ada/.config/openstack/clouds.yaml',
    '/etc/xdg/openstack/clouds.yaml',
    '/etc/openstack/clouds.yaml',
  ]);
  expect(on('darwin')[1]).toBe('/home/ada/Library/Application Support/openstack/clouds.yaml');
  expect(on('win32', { LOCALAPPDATA: 'C:\\L' })[1]).toBe('C:\\L\\OpenStack\\openstack\\clouds.yaml');
});

describe('on the machine', () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'clouds-'));
    await mkdir(path.join(home, '.config/openstack'), { recursive: true });
  });
  afterEach(() => rm(home, { recursive: true }));
  const machine = () => ({ platform: 'linux' as const, home, folder: path.join(home, 'work'), env: {} });
  const write = (name: string, text: string) => writeFile(path.join(home, '.config/openstack', name), text);

  test('the files are found and merged, and the certificates read', async () => {
    await write('clouds.yaml', `${lab.replace('      password: p4ss\n', '')}    cacert: ~/ca.pem\n`);
    await write('secure.yml', 'clouds:\n  lab:\n    auth: {password: hidden}\n');
    await writeFile(path.join(home, 'ca.pem'), 'certificates');
    expect((await loadCloud(machine())).config).toMatchObject({
      auth: { password: 'hidden' },
      ca: 'certificates',
    });
    expect((await listClouds(machine())).clouds).toEqual([{ name: 'lab', regions: ['North'] }]);
  });

  test('no file is no cloud; one that is named and can not be read is refused', async () => {
    expect((await listClouds(machine())).clouds).toEqual([]);
    await expect(loadCloud(machine(), { file: path.join(home, 'none.yaml') })).rejects.toThrow(
      /there is none/,
    );
    await expect(loadCloud(machine(), { file: home })).rejects.toThrow(/it is a folder/);
  });
});
