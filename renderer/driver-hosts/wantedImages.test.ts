import { expect, test } from 'vitest';
import { poolConfigSchema } from '../../driver/model/pool';
import { aBlueprint, aConfig, anImage, aPool, aTemplate } from '../testing/builders';
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

const images = { 'lab/z:1': anImage({ id: 'lab/z:1' }), 'lab/a:2': anImage({ id: 'lab/a:2' }) };

test('what active blueprints of the pools need is listed once each, by name', () => {
  expect(imagesWanted({ blueprints, templates, images }, [aPool({ provider: 'local' })])).toEqual([
    'lab/a:2',
    'lab/httpd',
  ]);
});

test('a template that is not active has no launches, so it needs no image', () => {
  const off = { ...templates, t: { ...template, active: false } };
  expect(imagesWanted({ blueprints, templates: off, images }, [aPool({ provider: 'local' })])).toEqual([]);
});

test('the rest of the directory follows where a pool wants all of it on its hosts', () => {
  const pool = aPool({ provider: 'ssh' });
  expect(imagesWanted({ blueprints, templates, images }, [pool])).toEqual([
    'lab/a:2',
    'lab/httpd',
    'lab/z:1',
  ]);
  const config = poolConfigSchema.parse({ DD_PUSH_ALL_IMAGES: false });
  expect(imagesWanted({ blueprints, templates, images }, [{ ...pool, config }])).toEqual([
    'lab/a:2',
    'lab/httpd',
  ]);
});
