import { describe, expect, test } from 'vitest';
import { append, emptyLog, pieces } from './logBuffer';

describe('append', () => {
  test('keeps the last lines and counts those let go', () => {
    let log = emptyLog;
    for (let i = 0; i < 10; i += 1) log = append(log, `line ${i}\n`, 4);
    expect(log).toEqual({ lines: ['line 6', 'line 7', 'line 8', 'line 9'], dropped: 6 });
  });

  test('takes chunks of several lines, with or without a last line break', () => {
    expect(append(append(emptyLog, 'a\nb\n'), 'c').lines).toEqual(['a', 'b', 'c']);
  });

  test('takes colours away and shows a progress bar as it was drawn last', () => {
    expect(append(emptyLog, '\u001b[32mgreen\u001b[0m\n10%\r50%\r100%\r\n').lines).toEqual(['green', '100%']);
  });

  test('cuts a line that is too long to be read', () => {
    expect(append(emptyLog, 'x'.repeat(1_000_000)).lines[0]?.length).toBe(4001);
  });
});

describe('pieces', () => {
  test('cuts the text at its matches, whatever their case, and loses nothing', () => {
    const { pieces: found, matches } = pieces('Error: an error.', 'error');
    expect(matches).toBe(2);
    expect(found.map(({ text }) => text).join('')).toBe('Error: an error.');
    expect(found.filter(({ match }) => match !== undefined)).toEqual([
      { text: 'Error', match: 0 },
      { text: 'error', match: 1 },
    ]);
  });

  test('is the whole text where nothing is searched for or found', () => {
    expect(pieces('abc', '')).toEqual({ pieces: [{ text: 'abc' }], matches: 0 });
    expect(pieces('abc', 'x')).toEqual({ pieces: [{ text: 'abc' }], matches: 0 });
  });
});
