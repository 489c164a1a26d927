import { type Bench, compareInTurn } from '../contract';
import { Stage } from '../proxy/stage';
import type { Job } from '../proxy/wire';
import { oneHost } from './hosts';

const ROUTE = 'b'.repeat(32);

/** The proxy to an instance on a host, against configurable-http-proxy in front of OpenSSH's `ssh -L`. */
export function overSsh(name: string, unit: string, kind: Job['kind'], runs: number): Bench {
  return {
    measures: [name],
    async run(context) {
      context.say(`${name}: ${runs} runs each, in turn`);
      const host = await oneHost(context);
      await using stage = new Stage(context.root);
      const target = await stage.target(host.name);
      const { port: ours } = await stage.start(context.program('ssh/ours'), [
        JSON.stringify([host]),
        String(target),
        ROUTE,
      ]);
      const chp = await stage.chp(await stage.forward(host, target));
      const prefix = `/notebooks/${ROUTE}`;
      const result = await compareInTurn({
        ...{ measure: name, unit, runs, signal: context.signal },
        ours: () => stage.load(kind, ours, prefix),
        baseline: () => stage.load(kind, chp, prefix),
      });
      return [result];
    },
  };
}
