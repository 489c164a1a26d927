import { describe, expect, it } from 'vitest';
import { anInstance } from '../../test/support/poolModel';
import type { Blueprint } from './blueprint';
import type { Image } from './image';
import { judgeLaunch, type LaunchRequest, launchWarnings } from './launchRules';
import { poolConfigSchema } from './pool';
import { type Template, type TemplateConfig, templateConfigSchema } from './template';

const base = { docker_image: 'lab/httpd', internal_port: 8080 };

function request(config: Partial<TemplateConfig> = {}, changes: Partial<LaunchRequest> = {}): LaunchRequest {
  const times = { createdAt: 0, updatedAt: 0 };
  const template: Template = {
    id: 't',
    plugin: 'DockerDriver',
    config: templateConfigSchema.parse({ name: 'template', ...base, ...config }),
    allowedAttributes: [],
    active: true,
    ...times,
  };
  const blueprint: Blueprint = {
    id: 'blueprint',
    templateId: 't',
    config: { name: 'httpd' },
    active: true,
    ...times,
  };
  const pool = {
    id: 'pool',
    name: 'DockerDriver',
    provider: 'local' as const,
    engineUrl: 'unix:///x',
    config: poolConfigSchema.parse({}),
    createdAt: 0,
  };
  const image = { exposedPorts: [8080] } as Image;
  return {
    userId: 'admin',
    blueprint,
    template,
    pool,
    image: () => image,
    instances: new Set(),
    largestHostSlots: 8,
    ...changes,
  };
}

function codeOf(asked: LaunchRequest): string {
  const verdict = judgeLaunch(asked);
  if (verdict.ok) return 'ok';
  expect(verdict.error.what).toMatch(/\.$/);
  expect(verdict.error.next).toMatch(/\.$/);
  return verdict.error.code;
}

describe('a launch', () => {
  it('is admitted with the full config', () => {
    const verdict = judgeLaunch(request());
    expect(verdict).toMatchObject({
      ok: true,
      config: { name: 'httpd', docker_image: 'lab/httpd' },
      warnings: [],
    });
  });

  it('is refused with what to do where something is missing or switched off', () => {
    const { blueprint, template, pool } = request();
    if (!blueprint || !template || !pool) throw new Error('unreachable');
    expect(codeOf(request({}, { blueprint: undefined }))).toBe('NOT_FOUND');
    expect(codeOf(request({}, { blueprint: { ...blueprint, active: false } }))).toBe('BLUEPRINT_INACTIVE');
    expect(codeOf(request({}, { template: { ...template, active: false } }))).toBe('TEMPLATE_INACTIVE');
    expect(codeOf(request({}, { pool: undefined }))).toBe('POOL_MISSING');
    const elsewhere = judgeLaunch(
      request({}, { template: { ...template, plugin: 'gpu-lab' }, pool: undefined }),
    );
    expect(elsewhere).toMatchObject({
      error: { what: 'There is no pool "gpu-lab".', why: expect.stringContaining('The template "template"') },
    });
    expect(codeOf(request({}, { image: () => undefined }))).toBe('IMAGE_MISSING');
    const shutdown = { ...pool, config: { ...pool.config, DD_SHUTDOWN_MODE: true } };
    expect(codeOf(request({}, { pool: shutdown }))).toBe('SHUTDOWN_MODE');
  });

  it('is refused beyond the limit per user and blueprint, which others do not count against', () => {
    const own = anInstance({ id: 'a' });
    expect(codeOf(request({}, { instances: new Set([own]) }))).toBe('BLUEPRINT_INSTANCE_LIMIT_REACHED');
    expect(codeOf(request({ maximum_instances_per_user: 2 }, { instances: new Set([own]) }))).toBe('ok');
    const others = [
      anInstance({ id: 'b', userId: 'bea' }),
      anInstance({ id: 'c', blueprintId: 'other' }),
      anInstance({ id: 'd', state: 'failed' }),
      anInstance({ id: 'e', state: 'deleted' }),
    ];
    expect(codeOf(request({}, { instances: new Set(others) }))).toBe('ok');
  });

  it('is refused when no host has as many slots, as far as hosts are known', () => {
    expect(codeOf(request({ consumed_slots: 9 }))).toBe('SLOTS_TOO_LARGE');
    expect(codeOf(request({ consumed_slots: 9 }, { largestHostSlots: undefined }))).toBe('ok');
  });
});

describe('a warning', () => {
  const warningsOf = (config: Partial<TemplateConfig>, exposedPorts: number[] = []) =>
    launchWarnings(templateConfigSchema.parse({ name: 'x', ...base, ...config }), { exposedPorts } as Image);

  it('points out a memory limit above the share of its slots', () => {
    expect(warningsOf({ memory_limit: '2g' })[0]).toContain('4 slots would be right');
    expect(warningsOf({ memory_limit: '2g', consumed_slots: 4 })).toEqual([]);
  });

  it('points out a port that the image does not expose, where it exposes any', () => {
    expect(warningsOf({}, [80, 443])[0]).toContain('exposes the ports 80, 443');
    expect(warningsOf({}, [])).toEqual([]);
  });
});
