import { expect, test } from 'vitest';
import { aBlueprint, anImage, aTemplate } from '../testing/builders';
import { usedBy } from './usedBy';

test('an image is used by the active blueprints that name it, also where they override their template', () => {
  const templates = { template: aTemplate() };
  const blueprints = {
    b: aBlueprint({ config: { name: 'web', docker_image: 'lab/web:2' } }),
    c: aBlueprint({ config: { name: 'second' } }),
    d: aBlueprint({ config: { name: 'first' } }),
    e: aBlueprint({ config: { name: 'off' }, active: false }),
    f: aBlueprint({ templateId: 'gone' }),
  };
  expect(usedBy(anImage(), { blueprints, templates })).toEqual(['first', 'second']);
  expect(usedBy(anImage({ id: 'lab/web:2' }), { blueprints, templates })).toEqual(['web']);
  expect(usedBy(anImage({ id: 'lab/other:latest' }), { blueprints, templates })).toEqual([]);
});
