import { expect, test } from 'vitest';
import { END_OF_LOOK, readLook } from './look';

const mark = { controller: 'c', pool: 'p', host: 'pb_dd_1', claimedAt: 5 };

test('what a machine says of itself', () => {
  const output = [
    `mark ${JSON.stringify(mark)}`,
    'memory 16311088',
    'cpus 8',
    'arch x86_64',
    'os Debian GNU/Linux 12 (bookworm)',
    'engine 20.10.24',
    'foreign 2',
    'foreignheld 1049600',
    END_OF_LOOK,
    '',
  ].join('\n');
  expect(readLook(output)).toEqual({
    mark,
    memoryMiB: 15928,
    cpus: 8,
    architecture: 'amd64',
    operatingSystem: 'Debian GNU/Linux 12 (bookworm)',
    engineVersion: '20.10.24',
    foreignContainers: 2,
    foreignMiB: 1025,
  });
});

test('a machine without an engine, of nobody', () => {
  const look = readLook(`memory 1048576\ncpus 1\narch riscv64\nos \n${END_OF_LOOK}\n`);
  expect(look).toEqual({
    memoryMiB: 1024,
    cpus: 1,
    architecture: 'riscv64',
    operatingSystem: 'unknown',
    foreignContainers: 0,
    foreignMiB: 0,
  });
});

test.each(['', '{', '{"controller":"c"}', 'a note of somebody'])(
  'a mark that is not ours to read is kept: "%s"',
  text => {
    expect(readLook(`mark ${text}\nmemory 1048576\n${END_OF_LOOK}\n`)?.mark).toBe('unreadable');
  },
);

test.each([
  ['nothing, as a shell that became another one', ''],
  ['what only a shell says', 'This account is currently not available.\n'],
  ['a part', `mark ${JSON.stringify(mark)}\nmemory 1048576\n`],
  ['an engine that does not say what is on it', `memory 1048576\nengine 20.10.24\n${END_OF_LOOK}\n`],
  ['the end alone', `memory \n${END_OF_LOOK}\n`],
])('says nothing of a machine, not even that nobody has it: %s', (_, output) => {
  expect(readLook(output)).toBeUndefined();
});
