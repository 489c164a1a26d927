import { describe, expect, it } from 'vitest';
import { launchCommand, splitCommand } from './command';

describe('a launch command', () => {
  it.each([
    ['', []],
    ['  start-notebook.sh   --x=1\n', ['start-notebook.sh', '--x=1']],
    [`sh -c 'echo "$HOME" {a}'`, ['sh', '-c', 'echo "$HOME" {a}']],
    [`say "two words" ''`, ['say', 'two words', '']],
    [String.raw`a\ b "c\"d" 'e\f'`, ['a b', 'c"d', String.raw`e\f`]],
    ['open "to the end', ['open', 'to the end']],
  ])('%j is split as a shell would', (text, words) => {
    expect(splitCommand(text)).toEqual(words);
  });

  it('knows the path under which the instance is reached', () => {
    expect(launchCommand('start.sh --base_url={proxy_path} --port={port}', 'abc')).toEqual([
      'start.sh',
      '--base_url=/notebooks/abc',
      '--port={port}',
    ]);
  });

  it('may have /notebooks before the path, as the original wanted it', () => {
    expect(launchCommand('a=/notebooks{proxy_path}/ b=notebooks/{proxy_path}', 'abc')).toEqual([
      'a=/notebooks/abc/',
      'b=/notebooks/abc',
    ]);
  });
});
