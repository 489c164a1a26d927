import { expect, test } from 'vitest';
import type { SimulatedContainer } from './machines';
import { simulatedShell } from './shell';

const container = {
  name: 'pb-ada-the-brave-1a2b3c4d',
  spec: { imageId: 'sha256:1', environment: { GREETING: 'good day', PASSWORD: 'secret' } },
} as unknown as SimulatedContainer;

const alive = { isOver: () => false, watch: () => () => undefined };

/** All that a shell writes until it ends, for what is typed. */
async function said(...typed: string[]): Promise<string> {
  const shell = simulatedShell(container, alive);
  for (const text of typed) await shell.write(text);
  await shell.write('\u0003exit\r');
  const decoder = new TextDecoder();
  let text = '';
  for await (const bytes of shell.output) text += decoder.decode(bytes, { stream: true });
  expect(await shell.exitCode()).toBe(0);
  return text;
}

test('it says at once that nothing is real', async () => {
  expect(await said()).toContain('a simulated container: no program runs in it.');
});

test('it echoes what is typed, erases, and answers', async () => {
  expect(await said('ech', 'oo\u007f hé there\r')).toContain('echoo\b \b hé there\r\nhé there\r\n');
});

test('what it does not know it says so of, and keys that write nothing do nothing', async () => {
  expect(await said('\u001b[Arm -rf /\r')).toContain(
    'rm -rf /\r\nrm: nothing is run in a simulated container\r\n',
  );
});

test('the password stays hidden', async () => {
  const text = await said('env\r');
  expect(text).toContain('GREETING=good day\r\nPASSWORD=…\r\n');
  expect(text).not.toContain('secret');
});

test('it ends with Ctrl+D, and with who hangs up', async () => {
  const shell = simulatedShell(container, alive);
  await shell.write('\u0004');
  for await (const _ of shell.output);
  expect(await shell.exitCode()).toBe(0);
  const other = simulatedShell(container, alive);
  const reading = (async () => {
    for await (const _ of other.output);
  })();
  await other[Symbol.asyncDispose]();
  await reading;
  expect(await other.exitCode()).toBe(129);
});

test('it ends with its container', async () => {
  let over = false;
  let tell: () => void = () => undefined;
  const shell = simulatedShell(container, {
    isOver: () => over,
    watch(listener) {
      tell = listener;
      return () => undefined;
    },
  });
  const reading = (async () => {
    for await (const _ of shell.output);
  })();
  over = true;
  tell();
  await reading;
  expect(await shell.exitCode()).toBe(137);
});
