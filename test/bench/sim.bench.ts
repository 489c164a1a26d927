import { play } from '../sim/play';
import { draw } from '../sim/script';
import { type Bench, type BenchContext, type Result, summarize } from './contract';

/**
 * How fast `npm run sim` is: hours of a simulated pool of ten hosts for each second of processor time, checks included;
 * against the pool itself, for which an hour takes an hour.
 */
const FIRST_SEED = 1;
const HISTORIES = 40;
const AT_A_TIME = 5;
const HOSTS = 10;
const HOURS_A_SECOND = 1 / 3600;

function processorSeconds(since?: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}

async function measure({ signal, say }: BenchContext): Promise<Result[]> {
  say(`sim: ${HISTORIES} histories from seed ${FIRST_SEED} on`);
  const speeds: number[] = [];
  await play(draw(FIRST_SEED));
  for (let seed = FIRST_SEED; seed < FIRST_SEED + HISTORIES; seed += AT_A_TIME) {
    const since = process.cpuUsage();
    let hostHours = 0;
    for (let next = seed; next < seed + AT_A_TIME; next += 1) {
      signal.throwIfAborted();
      hostHours += (await play(draw(next))).hostHours;
    }
    speeds.push(hostHours / HOSTS / processorSeconds(since));
  }
  return [
    summarize(
      'sim',
      'h/s',
      speeds,
      speeds.map(() => HOURS_A_SECOND),
    ),
  ];
}

const benches: Bench[] = [{ measures: ['sim'], run: measure }];
export default benches;
