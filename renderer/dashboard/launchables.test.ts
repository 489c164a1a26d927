import { describe, expect, test } from 'vitest';
import { emptyState, type State } from '../../driver/model/state';
import { aBlueprint, aHost, anImage, anInstance, aPool, aTemplate } from '../testing/builders';
import { launchables } from './launchables';

const byId = <T extends { id: string }>(...records: T[]): Record<string, T> =>
  Object.fromEntries(records.map(record => [record.id, record]));

function world(changes: Partial<State> = {}): State {
  return {
    ...emptyState(),
    pools: byId(aPool()),
    hosts: byId(aHost()),
    images: byId(anImage()),
    templates: byId(aTemplate()),
    blueprints: byId(aBlueprint()),
    ...changes,
  };
}

const refusal = (changes: Partial<State> = {}) => launchables(world(changes))[0]?.refused?.code;

describe('launchables', () => {
  test('offers an active blueprint with what it is launched with', () => {
    const [offered] = launchables(world());
    expect(offered?.refused).toBeUndefined();
    expect(offered?.config).toMatchObject({ name: 'docker-rstudio-10m', internal_port: 8787 });
  });

  test('leaves out what is inactive, and sorts by name', () => {
    const blueprints = byId(
      aBlueprint({ id: 'b', config: { name: 'b' } }),
      aBlueprint({ id: 'a', config: { name: 'a' } }),
      aBlueprint({ id: 'c', config: { name: 'c' }, active: false }),
    );
    expect(launchables(world({ blueprints })).map(({ config }) => config.name)).toEqual(['a', 'b']);
  });

  test('says why one can’t be launched: no pool, no image, template off, limit reached, too large', () => {
    expect(refusal({ pools: {} })).toBe('POOL_MISSING');
    expect(refusal({ images: {} })).toBe('IMAGE_MISSING');
    expect(refusal({ templates: byId(aTemplate({ active: false })) })).toBe('TEMPLATE_INACTIVE');
    expect(refusal({ instances: byId(anInstance()) })).toBe('BLUEPRINT_INSTANCE_LIMIT_REACHED');
    expect(refusal({ instances: byId(anInstance({ state: 'failed' })) })).toBeUndefined();
    expect(refusal({ hosts: byId(aHost({ slots: 0 })) })).toBe('SLOTS_TOO_LARGE');
  });

  test('does not take a host that isn’t known yet for one that is too small', () => {
    expect(refusal({ hosts: {} })).toBeUndefined();
  });
});
