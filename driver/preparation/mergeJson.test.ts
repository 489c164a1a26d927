import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { which } from '../../scripts/lib/run.mjs';

/** A host has one of these. */
const awks = ['mawk', 'gawk', 'original-awk'].filter(name => which(name));
const script = path.join(import.meta.dirname, 'steps/merge-json.awk');
const env = { LC_ALL: 'C', PATH: process.env.PATH };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'rockpool-merge-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(awk: string, text: string, wanted?: object) {
  const file = path.join(folder, 'daemon.json');
  writeFileSync(file, text);
  const more = wanted ? { WANTED: JSON.stringify(wanted) } : {};
  return spawnSync(awk, ['-f', script, file], { env: { ...env, ...more }, encoding: 'utf8' });
}

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** What it is to come to. */
function merged(file: Json, wanted: Json): Json {
  const all = { ...file };
  for (const [name, value] of Object.entries(wanted)) {
    const there = all[name];
    all[name] = Object.hasOwn(all, name) && isObject(there) && isObject(value) ? merged(there, value) : value;
  }
  return all;
}

const name = fc.constantFrom('icc', 'dns', 'runtimes', 'nvidia', 'a b', 'grüße', 'q"\\', '');
const leaf = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.boolean(),
  fc.constant(null),
  // JSON has no minus zero.
  fc.double({ noDefaultInfinity: true, noNaN: true }).map(number => number + 0),
);
const { object } = fc.letrec<{ object: Json; value: unknown }>(tie => ({
  value: fc.oneof({ maxDepth: 3 }, leaf, fc.array(leaf, { maxLength: 3 }), tie('object')),
  object: fc.dictionary(name, tie('value'), { maxKeys: 5 }).map(one => ({ ...one })),
}));
const indent = fc.constantFrom(undefined, 1, '\t', '\r\n');

test('some awk is here', () => expect(awks).not.toEqual([]));

describe.each(awks)('with %s', awk => {
  test('what is wanted is laid over what is there', () => {
    const property = fc.property(object, object, indent, (file, wanted, space) => {
      const { stdout, stderr } = run(awk, `${JSON.stringify(file, null, space)}\n`, wanted);
      expect(stderr).toBe('');
      expect(JSON.parse(stdout)).toEqual(merged(file, wanted));
    });
    fc.assert(property, { numRuns: 150 });
  });

  test('what has all that is wanted stays as it is, to the byte', () => {
    const property = fc.property(object, object, indent, (file, wanted, space) => {
      const text = JSON.stringify(merged(file, wanted), null, space);
      expect(run(awk, text, wanted).stdout).toBe(text);
    });
    fc.assert(property, { numRuns: 100 });
  });

  test('what is no object of JSON is refused, wherever it is broken', () => {
    const parse = (text: string): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        return undefined;
      }
    };
    const piece = fc.constantFrom('', ',', '{', '}', ']', '"', '\\', 'tru', '01', ' ', '\t', 'null', '//');
    const property = fc.property(object, fc.nat(), fc.nat(3), piece, (file, place, length, put) => {
      const text = JSON.stringify(file);
      const at = place % (text.length + 1);
      const broken = text.slice(0, at) + put + text.slice(at + length);
      const { status, stderr } = run(awk, broken, {});
      expect(status).toBe(isObject(parse(broken)) ? 0 : 3);
      if (status === 3) expect(stderr).toContain('daemon.json, line 1:');
    });
    fc.assert(property, { numRuns: 250 });
  });

  test('its members are listed a line each', () => {
    const { stdout } = run(awk, '{ "log-opts": {\n "max-size": "1 m" },\n"iptables" : false }');
    expect(stdout).toBe('"log-opts": {"max-size":"1 m"}\n"iptables": false\n');
  });
});

test('what is added stands as the rest does', () => {
  const text = '{\n    "icc": true,\n    "dns": ["198.18.22.1"]\n}\n';
  const wanted = { icc: false, 'live-restore': true };
  expect(run(awks[0] ?? '', text, wanted).stdout).toBe(
    '{\n    "icc": false,\n    "dns": ["198.18.22.1"],\n    "live-restore": true\n}\n',
  );
});
