import { expect, test } from 'vitest';
import { aBlueprint, aConfig, aPool, aTemplate } from '../testing/builders';
import { imagesWanted } from './wantedImages';

const template = aTemplate({ id: 't', config: aConfig({ docker_image: 'lab/httpd' }) });
const templates = { t: template, other: aTemplate({ id: 'other', plugin: 'Elsewhere' }) };
const blueprints = {
  a: aBlueprint({ id: 'a', templateId: 't' }),
  b: aBlueprint({ id: 'b', templateId: 't', config: { name: 'b', docker_image: 'lab/a:2' } }),
  same: aBlueprint({ id: 'same', templateId: 't', config: { name: 'c', docker_image: 'lab/httpd:latest' } }),
  idle: aBlueprint({
    ...{ id: 'idle', templateId: 't', active: false },
    config: { name: 'd', docker_image: 'lab/idle' },
  }),
  elsewhere: aBlueprint({ id: 'elsewhere', templateId: 'other' }),
};

test('what active blueprints of the pools need is listed once each, by name', () => {
  expect(imagesWanted({ blueprints, templates }, [aPool()])).toEqual(['lab/a:2', 'lab/httpd']);
});

test('a template that is not active has no launches, so it needs no image', () => {
  const off = { ...templates, t: { ...template, active: false } };
  expect(imagesWanted({ blueprints, templates: off }, [aPool()])).toEqual([]);
});
