import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { checkHouseRules } from './lib/houseRules/check.mjs';

const trees: string[] = [];

function tree(files: Record<string, string>): string {
  const root = mkdtempSync(path.join(os.tmpdir(), 'rockpool-rules-'));
  trees.push(root);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.join(root, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
  return root;
}

const violationsOf = (files: Record<string, string>) =>
  checkHouseRules(tree(files)).violations.map(({ file, line }) => `${file}:${line}`);

afterEach(() => {
  for (const root of trees.splice(0)) rmSync(root, { recursive: true });
});

const api = { 'driver/api/router.ts': 'export type Router = string; export const router = 1;' };

describe('who may import whom', () => {
  test('the window may import the model, and types of the API, from TSX as well', () => {
    expect(
      violationsOf({
        ...api,
        'driver/model/slots.ts': 'export const slots = 1;',
        'renderer/App.tsx': `
          import type { Router } from '../driver/api/router';
          import { slots } from '../driver/model/slots';
          export type { Router as Again } from '../driver/api/router';
          export const App = (p: { router: Router }) => <b>{slots}{p.router}</b>;`,
      }),
    ).toEqual([]);
  });

  test.each([
    ["import { router } from '../driver/api/router';"],
    ["import { type Router } from '../driver/api/router';"],
    ["export * from '../driver/api/router';"],
    ["export const later = () => import('../driver/api/router');"],
    ["import { BrowserWindow } from 'electron';"],
    ["import fs from 'node:fs';"],
    ["import { main } from '../main/index';"],
  ])('the window may not: %s', line => {
    expect(
      violationsOf({ ...api, 'renderer/App.tsx': `${line}\nexport const A = () => <b>text</b>;` }),
    ).toEqual(['renderer/App.tsx:1']);
  });

  test.each([
    ['driver/pool/manager.ts', "import electron from 'electron';"],
    ['driver/pool/manager.ts', "import type { App } from 'electron';"],
    ['driver/pool/manager.ts', "import { useState } from 'react';"],
    ['driver/pool/manager.ts', "import { check } from '../engine/inside';"],
    ['driver/pool/manager.ts', "import { systemClock } from '../system';"],
    ['driver/model/host.ts', "import path from 'node:path';"],
    ['driver/openstack-ts/src/index.ts', "import { id } from '../../model/id';"],
    ['driver/openstack-ts/src/index.ts', "import pino from 'pino';"],
    ['driver/pool/manager.ts', "import { openCloud } from '../openstack-ts/src/index';"],
    ['driver/index.ts', "import { openCloud } from './openstack-ts/src/index';"],
    ['renderer/App.tsx', "import { openCloud } from 'openstack-ts';"],
    ['main/index.ts', "import { Store } from '../driver/store/store';"],
    ['preload/index.ts', "import { channel } from '../main/channels';"],
    ['preload/index.ts', "import path from 'node:path';"],
  ])('%s may not: %s', (file, line) => {
    expect(violationsOf({ [file]: line })).toEqual([`${file}:1`]);
  });

  test('a feature of the driver may import what another shows', () => {
    expect(
      violationsOf({
        'driver/tasks/tasks.ts': 'export const tasks = 1;',
        'driver/engine/index.ts': "export { ping } from './inside';",
        'driver/engine/inside.ts': 'export const ping = 1;',
        'driver/pool/manager.ts':
          "import { ping } from '../engine'; import { tasks } from '../tasks/tasks'; export const m = ping + tasks;",
      }),
    ).toEqual([]);
  });

  test('the driver knows the OpenStack client by its name', () => {
    expect(
      violationsOf({
        'driver/clouds/clouds.ts': "import { openCloud } from 'openstack-ts'; export const open = openCloud;",
        'driver/openstack-ts/src/index.ts': "export { openCloud } from './core/cloud.ts';",
        'driver/openstack-ts/src/core/cloud.ts':
          "import { Agent } from 'undici'; export const openCloud = () => new Agent();",
      }),
    ).toEqual([]);
  });

  test('a ring of imports is found, of types as well', () => {
    expect(violationsOf({ 'main/a.ts': "import './b';", 'main/b.ts': "import './a';" })).toEqual([
      'main/a.ts:1',
    ]);
    expect(
      violationsOf({
        'main/a.ts': "import type { B } from './b'; export type A = B;",
        'main/b.ts': "import type { A } from './a'; export type B = A;",
      }),
    ).toEqual(['main/a.ts:1']);
  });
});

describe('time and chance in the driver', () => {
  test.each([
    'export const t = Date.now();',
    'export const t = new Date();',
    'export const t = Date();',
    'export const clock = Date;',
    'setTimeout(() => undefined, 1);',
    'globalThis.setInterval(() => undefined, 1);',
    'const later = setImmediate; export { later };',
    "import { setTimeout as sleep } from 'node:timers/promises';",
    "import { randomUUID } from 'node:crypto';",
    "import crypto from 'node:crypto'; export const id = crypto.randomBytes(4);",
    'export const id = crypto.randomUUID();',
    'export const r = Math.random();',
    'export const t = performance.now();',
    'export const t = process.hrtime.bigint();',
    'export const s = AbortSignal.timeout(5);',
  ])('not: %s', line => {
    expect(violationsOf({ 'driver/pool/plan.ts': line })).toEqual(['driver/pool/plan.ts:1']);
  });

  test('conversions, the clock handed in, and other things with such names are free', () => {
    const text = `
      import { createHash } from 'node:crypto';
      type Clock = { setTimeout(ms: number): void; performance: number };
      export const parts = (at: number, clock: Clock): [Date, number] => [new Date(at), Date.parse('2026-01-01')];
      export const use = (clock: Clock, value: unknown) => (clock.setTimeout(1), value instanceof Date);
      export const hash = createHash('sha256');
      export const setup = { setTimeout: 1 };`;
    expect(violationsOf({ 'driver/pool/plan.ts': text })).toEqual([]);
  });

  test('are allowed in the file they come from, in tests, and outside the driver', () => {
    const text = 'export const t = Date.now();';
    expect(
      violationsOf({ 'driver/system.ts': text, 'driver/pool/plan.test.ts': text, 'main/index.ts': text }),
    ).toEqual([]);
  });
});

describe('the command', () => {
  const status = (root: string) => spawnSync(process.execPath, ['scripts/house-rules.mjs', root]).status;

  test('fails on a violation, and where it finds nothing to read', () => {
    expect(status(tree({ 'main/a.ts': 'export const a = 1;' }))).toBe(0);
    expect(status(tree({ 'main/a.ts': "import { R } from '../driver/store/store';" }))).toBe(1);
    expect(status(tree({}))).toBe(1);
  });
});
