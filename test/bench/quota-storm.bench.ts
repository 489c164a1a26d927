import { type Quota, type Storm, stormOf, stormQuotas } from '../sim/cloud/storm';
import { type Bench, type BenchContext, type Result, summarize } from './contract';

/**
 * A pool that wants hosts in an emulated project that has no room for them, for an hour of virtual time, once for each
 * quota; then there is room. Against what a cloud may be asked in vain in an hour, and how long somebody may wait after it.
 */
const MOST_REFUSED = 12;
const SPAWN_WITHIN_S = 60;

async function storms({ signal, say }: BenchContext): Promise<Storm[]> {
  const all: Storm[] = [];
  for (const quota of stormQuotas) {
    signal.throwIfAborted();
    const storm = await stormOf(quota);
    say(`quota-storm: ${told(quota, storm)}`);
    all.push(storm);
  }
  return all;
}
const told = ([, what]: Quota, { refused, spawnMs }: Storm) =>
  `${what}: refused ${refused} times in an hour, the first machine ${Math.round(spawnMs / 1000)} s after there was room`;

async function measure(context: BenchContext): Promise<Result[]> {
  const all = await storms(context);
  // The worst of them: each is one history, the same each time.
  const refused = Math.max(...all.map(one => one.refused));
  const seconds = Math.max(...all.map(one => one.spawnMs)) / 1000;
  return [
    summarize('quota-storm.refused', 'creates', [refused], [MOST_REFUSED]),
    summarize('quota-storm.spawn', 's', [seconds], [SPAWN_WITHIN_S]),
  ];
}

const benches: Bench[] = [{ measures: ['quota-storm.refused', 'quota-storm.spawn'], run: measure }];
export default benches;
