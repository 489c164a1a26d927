import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readStart } from './shellStart';

const mark = (pid: string) => Buffer.from(`\u001b]7770;${pid}\u0007`);

test('the process id comes first, and what follows is output', () => {
  expect(readStart(Buffer.concat([mark('42'), Buffer.from('$ ')]))).toEqual({
    pid: 42,
    rest: Buffer.from('$ '),
  });
});

test('cut anywhere it is the same once it is whole', () => {
  const whole = mark('12345');
  for (let length = 0; length < whole.length; length += 1) {
    expect(readStart(whole.subarray(0, length))).toBe('incomplete');
  }
});

test('anything else is no shell', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), text => {
      const output = Buffer.from(text);
      fc.pre(output[0] !== 0x1b);
      expect(readStart(output)).toBe('unmarked');
    }),
  );
  for (const pid of ['', '0', '-1', '1.5', '1; rm -rf /', '9'.repeat(80)]) {
    expect(readStart(mark(pid)), pid).toBe('unmarked');
  }
});
