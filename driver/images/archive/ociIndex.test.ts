import { describe, expect, it } from 'vitest';
import { configOf, sha256, simpleLayer } from '../../../test/support/archive';
import { isRockpoolError } from '../../model/errors';
import { defaultLimits } from './limits';
import { readOciIndex } from './ociIndex';

const blobs = new Map<string, string>();
function blob(value: unknown): string {
  const json = typeof value === 'string' ? value : JSON.stringify(value);
  blobs.set(`blobs/sha256/${sha256(json)}`, json);
  return `sha256:${sha256(json)}`;
}
const manifest = (architecture: string) =>
  blob({
    config: { digest: blob(configOf({ config: { architecture } })) },
    layers: [{ digest: `sha256:${sha256(simpleLayer())}` }],
  });
const forPlatform = (architecture: string, os = 'linux') => ({
  digest: manifest(architecture),
  platform: { architecture, os },
});
const named = (key: string, name: string) => ({ annotations: { [key]: name } });
const CONTAINERD = 'io.containerd.image.name';
const OCI = 'org.opencontainers.image.ref.name';

async function read(manifests: unknown[], architecture = 'amd64') {
  const files = new Map([...blobs, ['index.json', JSON.stringify({ manifests })]]);
  const readFile = async (path: string) => {
    const text = files.get(path);
    return text === undefined ? undefined : Buffer.from(text);
  };
  try {
    return (await readOciIndex(readFile, defaultLimits, architecture)).map(image => image.names);
  } catch (error) {
    if (isRockpoolError(error)) return error.value.code;
    throw error;
  }
}

describe('the index of an OCI layout', () => {
  it('names an image as containerd, Docker or skopeo write it', async () => {
    const digest = manifest('amd64');
    expect(await read([{ digest, ...named(CONTAINERD, 'docker.io/library/debian:12') }])).toEqual([
      ['debian:12'],
    ]);
    expect(await read([{ digest, ...named(OCI, 'quay.io/a/b:1') }])).toEqual([['quay.io/a/b:1']]);
    expect(await read([{ digest, ...named(OCI, 'latest') }])).toEqual([[]]);
    expect(await read([{ digest }])).toEqual([[]]);
  });

  it('gathers the names of one image', async () => {
    const digest = manifest('amd64');
    const both = ['a:1', 'a:2'].map(name => ({ digest, ...named(CONTAINERD, name) }));
    expect(await read(both)).toEqual([['a:1', 'a:2']]);
  });

  it('has the platform taken that the engine runs, and attestations passed over', async () => {
    const digest = blob({
      manifests: [forPlatform('unknown', 'unknown'), forPlatform('arm64'), forPlatform('amd64')],
    });
    const entry = { digest, ...named(CONTAINERD, 'a:1') };
    expect(await read([entry])).toEqual([['a:1']]);
    expect(await read([entry], 'arm64')).toEqual([['a:1']]);
    expect(await read([entry], 's390x')).toBe('IMAGE_OTHER_ARCHITECTURE');
  });

  it('may name platforms whose blobs were left out', async () => {
    const missing = { digest: `sha256:${'0'.repeat(64)}`, platform: { architecture: 'amd64', os: 'linux' } };
    expect(await read([missing, forPlatform('amd64')])).toHaveLength(1);
    expect(await read([missing])).toBe('IMAGE_CONFIG_MISSING');
  });

  it('is refused when it is empty, not there, of another shape, or endless', async () => {
    expect(await read([])).toBe('IMAGE_MANIFEST_EMPTY');
    expect(await read([{ digest: 'md5:x' }])).toBe('IMAGE_MANIFEST_WRONG_SHAPE');
    expect(await read([{ digest: blob({ neither: true }) }])).toBe('IMAGE_MANIFEST_WRONG_SHAPE');
    let digest = manifest('amd64');
    for (let i = 0; i < 6; i++) digest = blob({ manifests: [{ digest }] });
    expect(await read([{ digest }])).toBe('IMAGE_MANIFEST_WRONG_SHAPE');
    const nothing = async () => undefined;
    await expect(readOciIndex(nothing, defaultLimits, 'amd64')).rejects.toThrow(/holds no image/);
  });
});
