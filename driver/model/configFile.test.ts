import { describe, expect, it } from 'vitest';
import { readConfigFile, writeConfigFile } from './configFile';
import { readSettings } from './importedSettings';
import { type Pool, poolConfigSchema } from './pool';

const pool: Pool = {
  id: 'pool',
  name: 'DockerDriver',
  provider: 'simulator',
  engineUrl: 'sim://DockerDriver',
  config: poolConfigSchema.parse({ DD_MAX_HOSTS: 7, DD_HOST_PRICE_SMALL: 0.1 }),
  createdAt: 1,
};
const read = (value: unknown) => readConfigFile(JSON.stringify(value));
const refusal = (text: string) => {
  const file = readConfigFile(text);
  return file.ok ? undefined : file.error;
};
const record = { namespace: 'DockerDriver', key: 'backend_config', value: { DD_MAX_HOSTS: 4 }, schema: {} };

describe('a file of settings', () => {
  it.each(['rockpool', 'original'] as const)('of the %s shape comes back as it went', shape => {
    const file = readConfigFile(writeConfigFile(pool, shape));
    if (!file.ok) throw new Error(file.error.what);
    expect(file.entries.map(({ name }) => name)).toEqual(['DockerDriver']);
    const { settings, problems, setAside } = readSettings(file.entries[0]?.raw ?? {}, 'simulator');
    expect({ problems, setAside }).toEqual({ problems: [], setAside: [] });
    const usual = poolConfigSchema.parse({});
    const own = { DD_MAX_HOSTS: 7, ...(shape === 'rockpool' ? { DD_HOST_PRICE_SMALL: 0.1 } : {}) };
    const { localSlots: _, ...expected } = { ...usual, ...own };
    expect({ ...usual, ...settings }).toEqual({ ...expected, localSlots: null });
  });

  it("is recognised as the original's record, one or many, with other records left aside", () => {
    const entries = [{ name: 'DockerDriver', raw: { DD_MAX_HOSTS: 4 } }];
    expect(read(record)).toEqual({ ok: true, shape: 'records', entries });
    expect(read([{ namespace: 'DockerDriver', key: 'pool_vm_1', value: {} }, record])).toEqual({
      ok: true,
      shape: 'records',
      entries,
    });
  });

  it('is recognised as settings under the names of their pools, or as those of one pool', () => {
    expect(read({ DockerDriver: { DD_MAX_HOSTS: 4 }, DockerDriverGpu: { DD_MAX_HOSTS: 1 } })).toMatchObject({
      shape: 'by pool',
      entries: [{ name: 'DockerDriver' }, { name: 'DockerDriverGpu', raw: { DD_MAX_HOSTS: 1 } }],
    });
    expect(read({ DD_MAX_HOSTS: 4 })).toEqual({
      ok: true,
      shape: 'settings',
      entries: [{ raw: { DD_MAX_HOSTS: 4 } }],
    });
  });

  it('that is cut short says where it ends', () => {
    const text = writeConfigFile(pool, 'rockpool');
    expect(refusal(text.slice(0, 60))).toMatchObject({
      code: 'CONFIG_FILE_NOT_JSON',
      where: 'line 5, column 15',
      why: 'It is cut short: it ends at line 5, column 15.',
    });
    expect(refusal('{\n "DD_MAX_HOSTS": 4,\n}')?.why).toBe('It is no JSON from line 3, column 1 on.');
  });

  it.each(['[]', '{}', '4', 'null', '"DD_MAX_HOSTS"', '{"hosts": 4}', '[{"key":"backend_config"}]'])(
    '%s is none, and that is said',
    text => {
      expect(refusal(text)?.code).toBe('CONFIG_FILE_STRANGE');
    },
  );

  it('may begin with a byte order mark, and has an end', () => {
    expect(readConfigFile('\uFEFF{"DD_MAX_HOSTS": 4}').ok).toBe(true);
    expect(refusal(`{"DD_MAX_HOSTS": 4}${' '.repeat(300_000)}`)?.code).toBe('CONFIG_FILE_TOO_LONG');
  });
});
