import { expect, test } from 'vitest';
import { mistakeIn, readOptions } from './options';

test('a plain start has the default data folder and asks nothing of the terminal', () => {
  expect(readOptions(['electron', '/app'], {}, '/home/ada')).toEqual({
    dataDir: undefined,
    selfTest: false,
    demo: false,
    headless: false,
    terminal: false,
  });
});

test('a data folder is taken from where the command was given', () => {
  const { dataDir } = readOptions(['electron', '/app', '--data-dir=lab/data'], {}, '/home/ada');
  expect(dataDir).toBe('/home/ada/lab/data');
  expect(readOptions(['--data-dir='], {}, '/').dataDir).toBeUndefined();
});

test('the demo is asked for by its name', () => {
  expect(readOptions(['--demo'], {}, '/').demo).toBe(true);
});

test('the self-test keeps the terminal to itself', () => {
  const env = { ROCKPOOL_HEADLESS: '1', ROCKPOOL_TERMINAL: '1' };
  expect(readOptions([], env, '/')).toMatchObject({ headless: true, terminal: true });
  expect(readOptions(['--self-test'], env, '/')).toMatchObject({ selfTest: true, terminal: false });
});

test('the pools can be shut down without a window, their instances waited for or ended', () => {
  expect(readOptions(['--shut-down'], {}, '/').shutDown).toBe('wait');
  expect(readOptions(['--shut-down=wait'], {}, '/').shutDown).toBe('wait');
  expect(readOptions(['--shut-down=now'], {}, '/').shutDown).toBe('now');
  expect(readOptions(['--self-test', '--shut-down=now'], {}, '/').shutDown).toBeUndefined();
});

test('a switch of ours with a value that it cannot have is refused, and so is one that is misspelt', () => {
  expect(mistakeIn(['--shut-down=typo'])).toBe(
    '--shut-down can\'t be "typo": it is --shut-down=wait or --shut-down=now.',
  );
  expect(mistakeIn(['--shut-down='])).toContain('can\'t be ""');
  expect(mistakeIn(['--demo=yes'])).toBe('--demo takes no value, and was given "yes".');
  expect(mistakeIn(['--data-dir'])).toBe('--data-dir needs a folder: --data-dir=FOLDER.');
  expect(mistakeIn(['--data-dir='])).toContain('needs a folder');
  expect(mistakeIn(['--shutdown=now'])).toBe('--shutdown is not known: it is written --shut-down.');
  expect(mistakeIn(['--self_test'])).toContain('--self-test');
});

test('switches that are right, and those of the system below, are let through', () => {
  const argv = ['electron', '/app', '--data-dir=a=b', '--shut-down=now', '--shut-down', '--demo'];
  expect(mistakeIn([...argv, '--no-sandbox', '--remote-debugging-port=0', '-psn_0_1'])).toBeUndefined();
});
