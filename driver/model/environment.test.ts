import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEnvironment } from './environment';

const variables = (text: string) => {
  const result = parseEnvironment(text);
  return result.ok
    ? Object.fromEntries(result.variables.map(({ name, value }) => [name, value]))
    : result.problem;
};

describe('environment variables', () => {
  it('are separated by white space, as in the original', () => {
    expect(variables('A=1  B=two\n\tC=')).toEqual({ A: '1', B: 'two', C: '' });
    expect(variables('  ')).toEqual({});
  });

  it('keep blanks inside quotes', () => {
    expect(variables(`A="b c" B='d e' C=x" y "z`)).toEqual({ A: 'b c', B: 'd e', C: 'x y z' });
  });

  it('take a backslash as a quote of one character, but not inside single quotes', () => {
    expect(variables(String.raw`A=b\ c B="\"" C='\'`)).toEqual({ A: 'b c', B: '"', C: '\\' });
  });

  it('keep further equals signs in the value', () => {
    expect(variables('URL=http://x/?a=b')).toEqual({ URL: 'http://x/?a=b' });
  });

  it.each([
    ['A="b', 'never closed'],
    ['word', 'not an assignment'],
    ['1A=b', "can't be the name"],
    ['=b', "can't be the name"],
  ])('%j is refused with a sentence', (text, words) => expect(variables(text)).toContain(words));

  it('come out as they went in when every value is quoted', () => {
    const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/);
    const value = fc.string().filter(text => !text.includes("'") && !text.includes('\0'));
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(name, value), { selector: ([key]) => key }), pairs => {
        const text = pairs.map(([key, content]) => `${key}='${content}'`).join(' ');
        expect(variables(text)).toEqual(Object.fromEntries(pairs));
      }),
    );
  });
});
