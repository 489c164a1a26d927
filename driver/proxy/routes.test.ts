import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Instance, instanceStates } from '../model/instance';
import { templateConfigSchema } from '../model/template';
import { parsePath, shortRoute, targetOf } from './routes';

const route = 'ab'.repeat(16);

function instance(changes: Partial<Instance>): Instance {
  return {
    id: 'i1',
    name: 'pb-ann-the-brave',
    poolId: 'p1',
    blueprintId: 'b1',
    config: templateConfigSchema.parse({ name: 'n', docker_image: 'a/b', internal_port: 8888 }),
    userId: 'u1',
    requestId: 'r1',
    state: 'running',
    warnings: [],
    route,
    slots: 1,
    memoryMiB: 512,
    lifetimeMs: 0,
    hostPort: 40001,
    unknown: false,
    log: [],
    createdAt: 0,
    ...changes,
  };
}

describe('where a route leads', () => {
  it('is the port of a running instance, with its options and its token', () => {
    expect(targetOf(instance({}), 'secret')).toEqual({
      instanceId: 'i1',
      state: 'running',
      port: 40001,
      options: instance({}).config.proxy_options,
      token: 'secret',
    });
  });

  it('is told for every state an instance can have', () => {
    const states = instanceStates.map(state => targetOf(instance({ state })).state);
    expect(states).toEqual(['starting', 'starting', 'running', 'ended', 'ended', 'ended']);
  });

  it('stays running while nobody can ask the host', () => {
    expect(targetOf(instance({ unknown: true })).state).toBe('running');
  });

  it('is starting as long as the port is not known', () => {
    const { hostPort: _, ...withoutPort } = instance({});
    expect(targetOf(withoutPort).state).toBe('starting');
  });
});

describe('parsePath', () => {
  it('parts the route from what follows', () => {
    const prefix = `/notebooks/${route}`;
    expect(parsePath(`${prefix}/lab?x=/y`)).toEqual({ route, prefix, rest: '/lab?x=/y' });
    expect(parsePath(prefix)).toEqual({ route, prefix, rest: '' });
    expect(parsePath(`${prefix}?x`)).toEqual({ route, prefix, rest: '?x' });
    expect(parsePath(`${prefix}//x`)?.rest).toBe('//x');
  });

  it.each([
    '/',
    '/notebooks/',
    `/notebooks/${route}0/`,
    `/notebooks/${route.toUpperCase()}/`,
    `/notebooks/${route.slice(1)}/`,
    `//notebooks/${route}/`,
    `/x/notebooks/${route}/`,
    `http://127.0.0.1/notebooks/${route}/`,
    `/notebooks/${route}%2f`,
    '*',
  ])('%s leads nowhere', path => {
    expect(parsePath(path)).toBeUndefined();
  });

  it('loses nothing of a path', () => {
    fc.assert(
      fc.property(fc.string(), rest => {
        const parsed = parsePath(`/notebooks/${route}/${rest}`);
        expect(`${parsed?.prefix}${parsed?.rest}`).toBe(`/notebooks/${route}/${rest}`);
      }),
    );
  });
});

describe('shortRoute', () => {
  it('does not tell enough to get in', () => {
    expect(shortRoute(route)).toBe('ababab…');
  });
});
