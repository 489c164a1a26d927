import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fakeClock, seededRandom } from '../../test/support/fakeClock';
import { isRockpoolError } from '../model/errors';
import { templateConfigSchema } from '../model/template';
import { openStore, type Store } from '../store/store';
import { type Blueprints, createBlueprints } from './blueprints';

let folder: string;
let store: Store;
let blueprints: Blueprints;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'blueprints-'));
  store = openStore(folder, 0);
  blueprints = createBlueprints({ store, clock: fakeClock(), random: seededRandom() });
});
afterEach(() => {
  store[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});

const config = templateConfigSchema.parse({
  name: 'rstudio',
  docker_image: 'rocker/rstudio',
  internal_port: 8787,
});
const newTemplate = () =>
  blueprints.createTemplate({ plugin: 'DockerDriver', config, allowedAttributes: ['maximum_lifetime'] });
const codeOf = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    return isRockpoolError(error) ? error.value.code : error;
  }
  return undefined;
};

it('makes templates and blueprints inactive at first', () => {
  const template = newTemplate();
  expect(template.active).toBe(false);
  blueprints.setTemplateActive(template.id, true, false);
  expect(blueprints.createBlueprint({ templateId: template.id, config: { name: 'b' } }).active).toBe(false);
});

it('makes blueprints from active templates only', () => {
  const { id } = newTemplate();
  expect(codeOf(() => blueprints.createBlueprint({ templateId: id, config: { name: 'b' } }))).toBe(
    'TEMPLATE_INACTIVE',
  );
});

it('names a copy as the original does, and the copy is inactive', () => {
  const { id } = newTemplate();
  blueprints.setTemplateActive(id, true, false);
  const copy = blueprints.copyTemplate(id);
  expect(copy).toMatchObject({ active: false, config: { name: 'rstudio - Copy' } });
  expect(copy.id).not.toBe(id);
});

it('switches the blueprints of a template off with it, if asked', () => {
  const { id } = newTemplate();
  blueprints.setTemplateActive(id, true, false);
  const made = blueprints.createBlueprint({ templateId: id, config: { name: 'b' } });
  blueprints.setBlueprintActive(made.id, true);
  blueprints.setTemplateActive(id, false, false);
  expect(store.blueprints.get(made.id)?.active).toBe(true);
  blueprints.setTemplateActive(id, false, true);
  expect(store.blueprints.get(made.id)?.active).toBe(false);
});

it('deletes a template only when no blueprint is made from it', () => {
  const { id } = newTemplate();
  blueprints.setTemplateActive(id, true, false);
  const made = blueprints.createBlueprint({ templateId: id, config: { name: 'b' } });
  expect(codeOf(() => blueprints.deleteTemplate(id))).toBe('TEMPLATE_IN_USE');
  blueprints.deleteBlueprint(made.id);
  blueprints.deleteTemplate(id);
  expect(store.templates.all()).toEqual([]);
});

it('a template moves to another pool, there or not, and stays what it was otherwise', () => {
  const before = newTemplate();
  blueprints.setTemplateActive(before.id, true, false);
  const { config, allowedAttributes } = before;
  const after = blueprints.updateTemplate(before.id, { plugin: 'gpu-lab', config, allowedAttributes });
  expect(after).toEqual({ ...before, plugin: 'gpu-lab', active: true });
  expect(blueprints.copyTemplate(before.id).plugin).toBe('gpu-lab');
});
