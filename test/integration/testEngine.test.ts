import { existsSync } from 'node:fs';
import http from 'node:http';
import { expect, test } from 'vitest';
import { testEngine } from '../support/engine';

test('the engine for tests answers on its socket until it is disposed of', async () => {
  const engine = await testEngine();
  const status = await new Promise<number | undefined>((resolve, reject) => {
    http
      .get({ socketPath: engine.socketPath, path: '/_ping', agent: false }, response => {
        response.resume();
        resolve(response.statusCode);
      })
      .on('error', reject);
  });
  expect(status).toBe(200);
  await engine[Symbol.asyncDispose]();
  if (engine.private) expect(existsSync(engine.socketPath ?? '')).toBe(false);
});
