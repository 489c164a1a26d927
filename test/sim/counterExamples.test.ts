import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { play } from './play';
import type { Script } from './script';

/** Histories that once broke a rule, cut down to what they need for it. */
const examples = JSON.parse(
  readFileSync(new URL('./counterExamples.json', import.meta.url), 'utf8'),
) as Record<string, Script>;

describe('a history that once went wrong holds', () => {
  for (const [name, script] of Object.entries(examples)) {
    it(name, async () => expect((await play(script)).violations).toEqual([]));
  }
});
