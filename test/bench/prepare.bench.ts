import { prepareOver } from '../../driver/preparation';
import { keepConnection, type SshTarget, sshEngine } from '../../driver/ssh';
import { systemClock as clock, systemRandom as random } from '../../driver/system';
import { type Bench, type BenchContext, type BenchHost, compareInTurn, type Result } from './contract';
import { byOpenSsh, targetOf } from './ssh/hosts';

/**
 * A machine with nothing on it to one whose Docker answers the user, against the least that one would write by hand for
 * OpenSSH; and a prepared one looked over once more, connecting included, against `ssh HOST true`.
 */
const BARE_RUNS = 3;
const AGAIN_RUNS = 9;
const MINIMAL = `set -e
export DEBIAN_FRONTEND=noninteractive
sudo -E apt-get -qq -y --no-install-recommends install docker.io
echo '{ "icc": false, "live-restore": true }' | sudo tee /etc/docker/daemon.json
sudo systemctl restart docker
sudo usermod -aG docker "$USER"`;

/** Ms from nothing to an engine that has answered. */
async function prepare(target: SshTarget, signal: AbortSignal): Promise<number> {
  const begun = clock.monotonic();
  using connection = keepConnection(target, { clock, random });
  await prepareOver(connection, { gpu: false, swapMiB: 0, bootMs: 0 }, { clock }, { signal });
  const took = () => clock.monotonic() - begun;
  const engine = sshEngine('ssh://bench', () => connection, { clock, random, platform: process.platform });
  await engine.facts({ signal });
  return took();
}

/** Ms of one OpenSSH command after the other. */
async function byHand(host: BenchHost, commands: string[], signal: AbortSignal): Promise<number> {
  let took = 0;
  for (const command of commands) took += await byOpenSsh(host, command, { signal });
  return took;
}

async function run({ bareHost, signal }: BenchContext): Promise<Result[]> {
  let host: BenchHost;
  const bare = await compareInTurn({
    ...{ measure: 'prepare.bare', unit: 'ms', runs: BARE_RUNS, warmUps: 0, signal },
    ours: async () => {
      host = await bareHost();
      return prepare(await targetOf(host), signal);
    },
    baseline: async () => {
      host = await bareHost();
      return byHand(host, [MINIMAL, 'docker info'], signal);
    },
  });
  host = await bareHost();
  const target = await targetOf(host);
  await prepare(target, signal);
  const again = await compareInTurn({
    ...{ measure: 'prepare.again', unit: 'ms', runs: AGAIN_RUNS, signal },
    ours: () => prepare(target, signal),
    baseline: () => byHand(host, ['true'], signal),
  });
  return [bare, again];
}

const benches: Bench[] = [{ measures: ['prepare.bare', 'prepare.again'], run }];
export default benches;
