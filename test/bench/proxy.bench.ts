import { type Bench, compareInTurn } from './contract';
import oursPath from './proxy/ours?modulePath';
import pipePath from './proxy/pipe?modulePath';
import { Stage } from './proxy/stage';
import type { Job } from './proxy/wire';

const ROUTE = 'b'.repeat(32);

/** One measure: the kind of load, the baseline, and how often. Many short runs: what else the machine does then meets both alike. */
function measure(
  name: string,
  unit: string,
  kind: Job['kind'],
  baseline: 'chp' | 'pipe',
  runs: number,
): Bench {
  return {
    measures: [name],
    async run(context) {
      context.say(`${name}: ${runs} runs each, in turn`);
      await using stage = new Stage(context.root);
      const target = await stage.target();
      const { port: ours } = await stage.start(oursPath, [String(target), ROUTE]);
      const other =
        baseline === 'chp' ? await stage.chp(target) : (await stage.start(pipePath, [String(target)])).port;
      const prefix = `/notebooks/${ROUTE}`;
      const result = await compareInTurn({
        measure: name,
        unit,
        runs,
        signal: context.signal,
        ours: () => stage.load(kind, ours, prefix),
        baseline: () => stage.load(kind, other, prefix),
      });
      return [result];
    },
  };
}

const benches: Bench[] = [
  measure('proxy.gets', 'GET/s', 'gets', 'chp', 15),
  measure('proxy.body', 'MB/s', 'body', 'chp', 30),
  measure('proxy.ws', 'messages/s', 'echo', 'chp', 15),
  measure('proxy.ws.large', 'messages/s', 'stream', 'chp', 15),
  measure('proxy.pipe', 'GET/s', 'gets', 'pipe', 15),
];
export default benches;
