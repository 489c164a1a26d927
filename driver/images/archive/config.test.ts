import { expect, it } from 'vitest';
import { configOf, sha256 } from '../../../test/support/archive';
import { runsOn } from '../../model/architecture';
import { isRockpoolError } from '../../model/errors';
import { readConfig } from './config';
import { defaultLimits } from './limits';

const read = (config: Record<string, unknown>, path = 'config.json') =>
  readConfig(new TextEncoder().encode(configOf({ config })), path, defaultLimits);

it('reads the TCP ports that an image exposes, ranges too, ascending', () => {
  const ExposedPorts = {
    '9000-9002/tcp': {},
    '53/udp': {},
    '80': {},
    '8080/tcp': {},
    '70000/tcp': {},
    x: {},
  };
  expect(read({ config: { ExposedPorts } }).exposedPorts).toEqual([80, 8080, 9000, 9001, 9002]);
});

it('takes a config in which nearly everything is missing or null', () => {
  expect(read({ config: null, architecture: undefined, os: undefined, created: 'long ago' })).toMatchObject({
    architecture: '',
    os: 'linux',
    exposedPorts: [],
    entrypoint: [],
    command: [],
    environment: [],
    user: '',
  });
});

it('knows when the image was built', () => {
  expect(read({ created: '2025-01-01T00:00:00Z' }).builtAt).toBe(Date.UTC(2025, 0, 1));
  expect(read({})).not.toHaveProperty('builtAt');
});

it('refuses a config that is not what it is named after', () => {
  const json = configOf({});
  expect(read({}, `${sha256(json)}.json`).imageId).toBe(`sha256:${sha256(json)}`);
  let code = '';
  try {
    read({ user: 'changed' }, `blobs/sha256/${sha256(json)}`);
  } catch (error) {
    if (isRockpoolError(error)) code = error.value.code;
  }
  expect(code).toBe('IMAGE_CONFIG_MISMATCH');
});

it('knows which images a processor runs', () => {
  expect(runsOn('amd64', 'amd64')).toBe(true);
  expect(runsOn('386', 'amd64')).toBe(true);
  expect(runsOn('', 'arm64')).toBe(true);
  expect(runsOn('arm64', 'amd64')).toBe(false);
  expect(runsOn('amd64', '386')).toBe(false);
});
