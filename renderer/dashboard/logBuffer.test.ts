import { describe, expect, test } from 'vitest';
import { append, emptyLog, gather, nothingWaiting, pieces } from './logBuffer';

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

describe('gather', () => {
  test('keeps chunks as whole lines and counts them', () => {
    const waiting = gather(gather(nothingWaiting, 'a\nb\n'), 'c');
    expect(waiting).toEqual({ text: 'a\nb\nc\n', lines: 3, dropped: 0 });
  });

  test('lets go of the first lines where it gets too much, and never of half a line', () => {
    let waiting = nothingWaiting;
    for (let i = 0; i < 1000; i += 1) waiting = gather(waiting, `line ${i}\n`, 100);
    expect(waiting.text.length).toBeLessThanOrEqual(100);
    expect(waiting.text).toMatch(/^(line \d+\n)+$/);
    expect(waiting.text.endsWith('line 999\n')).toBe(true);
    expect(waiting.lines + waiting.dropped).toBe(1000);
  });

  test('one line that is too long alone is let go', () => {
    expect(gather(nothingWaiting, 'x'.repeat(1000), 100)).toEqual({ text: '', lines: 0, dropped: 1 });
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
