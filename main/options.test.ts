import { expect, test } from 'vitest';
import { readOptions } from './options';

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
  expect(readOptions(['--shut-down=later'], {}, '/').shutDown).toBeUndefined();
  expect(readOptions(['--self-test', '--shut-down=now'], {}, '/').shutDown).toBeUndefined();
});
