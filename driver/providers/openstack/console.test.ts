import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fakeClock } from '../../../test/support/fakeClock';
import { RockpoolError } from '../../model/errors';
import type { Host } from '../../model/host';
import { defaultConfigOf } from '../../model/pool';
import type { CloudConnections } from './connections';
import { endOfConsole } from './console';
import { prepareServer } from './prepare';

const { signal } = new AbortController();

it('a console is shown by its last lines, without what would colour, clear, or turn around a screen', () => {
  const log =
    '\x1b[2J\x1b[1;1H[ 0.1] Linux\r\n[\x1b[0;32m  OK  \x1b[0m] Started \x1b]0;title\x07sshd.\r\n\r\n\x00\x07tab\there\u202e!\n';
  expect(endOfConsole(log)).toEqual(['[ 0.1] Linux', '[  OK  ] Started sshd.', 'tab here!']);
  expect(endOfConsole(Array.from({ length: 99 }, (_, i) => `line ${i}`).join('\n'))).toHaveLength(15);
  expect(endOfConsole('x'.repeat(5_000))[0]).toHaveLength(201);
});

it('whatever a console holds, what is shown of it is short and has nothing in it that is no text', () => {
  const text = fc.string({ unit: 'binary', maxLength: 2_000 });
  fc.assert(
    fc.property(text, log => {
      const lines = endOfConsole(log);
      expect(lines.length).toBeLessThanOrEqual(15);
      for (const line of lines) {
        expect(line).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
        expect(line.length).toBeLessThanOrEqual(201);
      }
    }),
  );
});

/** A server that answers nobody, as the connections have it. */
function deaf(failure: RockpoolError) {
  const connection = {
    target: { address: '192.0.2.7', port: 22, user: 'debian' },
    run: () => Promise.reject(failure),
    retry: () => undefined,
  };
  return { to: () => connection, lastSeen: () => undefined } as unknown as CloudConnections;
}

it('a machine that never lets Rockpool in is told with the end of its console', async () => {
  const clock = fakeClock();
  const lines: string[] = [];
  const silent = new RockpoolError({ kind: 'transient', code: 'SSH_SILENT', what: 'Nothing answers.' });
  const host = { id: 'pb_dd_1', poolId: 'p', providerId: 'server' } as Host;
  const preparing = prepareServer(
    host,
    { config: defaultConfigOf('DockerDriver'), signal, onLine: text => lines.push(text) },
    {
      floatingAddress: async () => '',
      dataVolumeId: () => undefined,
      noteKey: async () => undefined,
      consoleLog: async () => 'Booting\n\x1b[31mKernel panic\x1b[0m - not syncing: no root\n',
    },
    { connections: deaf(silent), clock, given: {} as never, gpu: false, floats: false },
  ).catch(error => error.value);
  for (let minutes = 0; minutes < 11; minutes += 1) await clock.advance(60_000);
  expect(await preparing).toMatchObject({
    ...{ kind: 'transient', code: 'CLOUD_BOOT_TIMEOUT', where: expect.stringContaining('192.0.2.7') },
    what: 'The machine could not be reached within 10 minutes of its start.',
    why: 'Nothing answers. The last lines of its console: "Booting" "Kernel panic - not syncing: no root"',
    next: expect.stringContaining('DD_HOST_SSH_FROM'),
  });
  expect(lines).toEqual(['On its console: Booting', 'On its console: Kernel panic - not syncing: no root']);
});
