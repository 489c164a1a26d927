import { type Bench, type BenchContext, compareInTurn, type Result } from './contract';
import { burdened } from './ssh/burdened';
import { dockerOverSsh, oneHost, openHost } from './ssh/hosts';
import { launches } from './ssh/launch';
import { overSsh } from './ssh/proxy';

/** Calls of a host's Engine API over its kept connection, against Docker's own client, which connects for each. */
const CALLS = 100;
const CALL_RUNS = 3;

async function engineCalls(context: BenchContext): Promise<Result[]> {
  const host = await oneHost(context);
  using open = await openHost(host);
  const docker = await dockerOverSsh(host, context);
  context.say(`engine-ssh: ${CALLS} calls, ${CALL_RUNS} times each`);
  const times = async (call: () => Promise<unknown>) => {
    const begun = performance.now();
    for (let made = 0; made < CALLS; made += 1) await call();
    return performance.now() - begun;
  };
  const result = await compareInTurn({
    ...{ measure: 'engine-ssh', unit: 'ms', runs: CALL_RUNS, warmUps: 0, signal: context.signal },
    ours: () => times(() => open.engine.list(undefined)),
    baseline: () => times(() => docker('ps', '--all', '--filter', 'label=rockpool.controller')),
  });
  return [result];
}

const benches: Bench[] = [
  { measures: ['engine-ssh'], run: engineCalls },
  { measures: ['launch-ssh'], run: launches },
  overSsh('proxy-ssh.gets', 'GET/s', 'gets', 15),
  overSsh('proxy-ssh.body', 'MB/s', 'body', 15),
  ...burdened,
];
export default benches;
