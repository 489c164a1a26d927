import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { seededRandom } from '../test/support/fakeClock';
import { controllerIdOf } from './controllerId';

it('is made once for a data folder, and anew only where the file holds none', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'controller-'));
  try {
    const random = seededRandom();
    const id = controllerIdOf(path.join(folder, 'data'), random);
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(controllerIdOf(path.join(folder, 'data'), random)).toBe(id);
    expect(readdirSync(path.join(folder, 'data'))).toEqual(['controller-id']);
    writeFileSync(path.join(folder, 'data/controller-id'), 'half');
    expect(controllerIdOf(path.join(folder, 'data'), random)).not.toBe(id);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
