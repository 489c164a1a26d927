import { expect, it } from 'vitest';
import type { Blueprint } from './blueprint';
import { fullConfig } from './fullConfig';
import { type Template, templateConfigSchema } from './template';

const template = (allowedAttributes: Template['allowedAttributes']): Template => ({
  id: 't',
  plugin: 'DockerDriver',
  config: templateConfigSchema.parse({
    name: 'rstudio',
    docker_image: 'rocker/rstudio',
    internal_port: 8787,
  }),
  allowedAttributes,
  active: true,
  createdAt: 0,
  updatedAt: 0,
});
const blueprint = (config: Blueprint['config']): Blueprint => ({
  id: 'b',
  templateId: 't',
  config,
  active: true,
  createdAt: 0,
  updatedAt: 0,
});

it("takes the blueprint's name, description and the attributes that the template opens", () => {
  const made = blueprint({ name: 'mine', description: 'hello', maximum_lifetime: '10m', memory_limit: '2g' });
  expect(fullConfig(template(['maximum_lifetime']), made)).toMatchObject({
    name: 'mine',
    description: 'hello',
    maximum_lifetime: '10m',
    memory_limit: '512m',
    docker_image: 'rocker/rstudio',
  });
});

it('has the defaults of the original where nothing is said', () => {
  expect(fullConfig(template([]), blueprint({ name: 'x' }))).toMatchObject({
    consumed_slots: 1,
    memory_limit: '512m',
    maximum_lifetime: '1h 0m',
    maximum_instances_per_user: 1,
    show_password: true,
  });
});
