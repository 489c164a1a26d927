import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileNameFor } from './fileName';
import { isReference } from './reference';

const free = () => false;
const component = fc.stringMatching(/^[a-z0-9]+([._-][a-z0-9]+)?$/).filter(text => text.length < 30);
const tag = fc.stringMatching(/^\w[\w.-]{0,20}$/);
const reference = fc
  .tuple(
    fc.option(fc.constantFrom('localhost:5000', 'registry.lab.example:443')),
    fc.array(component, { minLength: 1, maxLength: 3 }),
    tag,
  )
  .map(([host, parts, tag]) => `${[host, ...parts].filter(Boolean).join('/')}:${tag}`);

describe('the file name of an image', () => {
  it("is the original's where the name allows it", () => {
    expect(fileNameFor('rocker/rstudio:latest', free)).toBe('rocker.rstudio.img');
    expect(fileNameFor('debian:latest', free)).toBe('debian.img');
  });

  it('has a hash where tag, port or length would make it unclear', () => {
    expect(fileNameFor('rocker/rstudio:4.4', free)).toMatch(/^rocker\.rstudio_4\.4-[0-9a-f]{8}\.img$/);
    expect(fileNameFor('localhost:5000/a:latest', free)).toMatch(/^localhost_5000\.a-[0-9a-f]{8}\.img$/);
    expect(fileNameFor(`${'a'.repeat(250)}:latest`, free).length).toBeLessThan(255);
    expect(fileNameFor('con:latest', free)).toMatch(/^con-[0-9a-f]{8}\.img$/);
  });

  it('never takes one that is taken', () => {
    expect(fileNameFor('a.b:latest', file => file === 'a.b.img')).toMatch(/^a\.b-[0-9a-f]{8}\.img$/);
    const first = fileNameFor('a:1', free);
    expect(fileNameFor('a:1', file => file === first)).not.toBe(first);
  });

  it('differs for all names that are there together, also where case does not count', () => {
    fc.assert(
      fc.property(fc.uniqueArray(reference, { minLength: 2, maxLength: 20 }), names => {
        const taken = new Set<string>();
        for (const name of names) {
          const file = fileNameFor(name, candidate => taken.has(candidate));
          expect(file).toMatch(/^[a-z0-9][a-z0-9._-]*\.img$/);
          expect(taken.has(file)).toBe(false);
          taken.add(file);
        }
      }),
    );
  });

  it('never has two names differ by their tags alone and share a file', () => {
    fc.assert(
      fc.property(component, tag, tag, (name, one, other) => {
        fc.pre(one !== other && isReference(`${name}:${one}`));
        expect(fileNameFor(`${name}:${one}`, free)).not.toBe(fileNameFor(`${name}:${other}`, free));
      }),
    );
  });
});
