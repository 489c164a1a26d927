import { formatBytes } from '../model/memory';
import type { ReportPart } from '../model/report';
import type { State } from '../model/state';
import { errorsIn } from './errors';

/** What a report holds, in the order in which an admin would ask. */
export function contentsOf(state: State, logBytes: number): ReportPart[] {
  const { events, pools, hosts, machines, jumpHosts, instances, templates, blueprints, images } = state;
  const listed = counted([machines, 'machine'], [jumpHosts, 'jump host']);
  const launched = counted([templates, 'template'], [blueprints, 'blueprint']);
  /** A sentence about some; there may be none. */
  const some = (what: string | undefined, rest: string) => (what === undefined ? 'none.' : `${what}${rest}`);
  const parts: Record<string, string> = {
    Versions: "of Rockpool, of Electron and of this computer's system; its memory and the room on its disk.",
    Log: `what Rockpool did, in technical words: the newest ${formatBytes(logBytes)} of its log, and what was done to each host.`,
    Activity: some(counted([events, 'event']), ', as the screen Activity lists them.'),
    Pools: some(
      counted([pools, 'pool']),
      ' with all settings and who changed them, what each does and waits for, and how clouds are reached and signed in at, without what is secret.',
    ),
    Hosts: some(counted([hosts, 'host']), ' with each step of their lives.'),
    ...(listed === undefined ? {} : { Machines: `${listed} of the lists, with address, port and user.` }),
    Instances: some(
      counted([instances, 'instance']),
      ': whose, on which host, in which state, and the log of each launch.',
    ),
    ...(launched === undefined ? {} : { Templates: `${launched}, without commands.` }),
    Images: some(counted([images, 'image']), ' by name and size.'),
    Errors: some(counted([errorsIn(state), 'error']), ' of engines, hosts, clouds and tasks.'),
  };
  return Object.entries(parts).map(([name, says]) => ({ name, says }));
}

/** `1 host and 12 machines`; undefined where there is none of any. */
function counted(...things: [object, string][]): string | undefined {
  const words = things.flatMap(([records, one]) => {
    const count = Object.keys(records).length;
    if (count === 0) return [];
    return [`${count.toLocaleString('en-US')} ${count === 1 ? one : `${one}s`}`];
  });
  return words.length === 0 ? undefined : words.join(' and ');
}
