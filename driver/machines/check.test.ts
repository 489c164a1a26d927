import { expect, test } from 'vitest';
import { sshServer } from '../../test/support/sshServer';
import { systemClock as clock, systemRandom as random } from '../system';
import { checkMachine } from './check';

const { signal } = new AbortController();

test.each([
  ['says so', 'fish: Expected a command\n', expect.stringContaining('fish: Expected a command')],
  ['says nothing', '', expect.stringContaining('It said nothing')],
])(
  'a login shell that is no shell of POSIX, and %s, is what keeps a machine from being used',
  async (_, said, found) => {
    await using server = await sshServer({
      onCommand(channel) {
        channel.stderr.end(said);
        channel.exit(127);
        channel.end();
      },
    });
    const { checks } = await checkMachine({ target: server.target, jumps: [] }, { clock, random, signal });
    expect(checks.findLast(({ state }) => state !== 'open')).toMatchObject({
      ...{ state: 'failed', found },
      fix: expect.stringContaining('chsh -s /bin/bash ada'),
    });
  },
);
