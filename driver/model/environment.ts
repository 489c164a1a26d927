import { z } from 'zod';

export interface EnvironmentVariable {
  name: string;
  value: string;
}

export type EnvironmentResult =
  | { ok: true; variables: EnvironmentVariable[] }
  | { ok: false; problem: string };

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Splits the `environment_vars` field: assignments separated by white space, where quotes keep white space
 * together (`A="b c" C='d'`) and, outside single quotes, a backslash makes the next character literal.
 * Without quotes the text means what it meant in the original.
 */
export function parseEnvironment(text: string): EnvironmentResult {
  const variables: EnvironmentVariable[] = [];
  let word = '';
  let started = false;
  let quote = '';
  const fail = (problem: string): EnvironmentResult => ({ ok: false, problem });
  const finish = (): string | undefined => {
    if (!started) return undefined;
    const equals = word.indexOf('=');
    const name = equals < 0 ? word : word.slice(0, equals);
    if (equals < 0)
      return `"${word}" is not an assignment; write NAME=value, and put a value with blanks in quotes.`;
    if (!NAME.test(name))
      return `"${name}" can't be the name of a variable; use letters, digits and underscores, and don't start with a digit.`;
    variables.push({ name, value: word.slice(equals + 1) });
    word = '';
    started = false;
    return undefined;
  };

  for (let i = 0; i < text.length; i += 1) {
    const char = text[i] as string;
    if (char === '\0') return fail('A value contains a NUL character, which no environment can hold.');
    if (char === '\\' && quote !== "'" && i + 1 < text.length) {
      i += 1;
      word += text[i];
      started = true;
    } else if (quote) {
      if (char === quote) quote = '';
      else word += char;
    } else if (char === '"' || char === "'") {
      quote = char;
      started = true;
    } else if (/\s/.test(char)) {
      const problem = finish();
      if (problem) return fail(problem);
    } else {
      word += char;
      started = true;
    }
  }
  if (quote) return fail(`A ${quote} is opened and never closed.`);
  const problem = finish();
  return problem ? fail(problem) : { ok: true, variables };
}

/** The `environment_vars` field: checked, kept as typed. */
export const environmentSchema = z.string().superRefine((text, context) => {
  const result = parseEnvironment(text);
  if (!result.ok) context.addIssue({ code: 'custom', message: result.problem });
});
