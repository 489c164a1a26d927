import { formatBytes } from '../model/memory';
import type { ReportPart } from '../model/report';
import type { State } from '../model/state';
import { errorsIn } from './errors';

/** What a report holds, in the order in which an admin would ask. */
export function contentsOf(state: State, logBytes: number): ReportPart[] {
  const number = (records: object, one: string, many = `${one}s`) => {
    const count = Object.keys(records).length;
    return `${count === 0 ? 'no' : count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
  };
  const { events, pools, hosts, machines, jumpHosts, instances, templates, blueprints, images } = state;
  const errors = errorsIn(state);
  return [
    {
      name: 'Versions',
      says: "of Rockpool, of Electron and of this computer's system; its memory and the room on its disk.",
    },
    {
      name: 'Log',
      says: `what Rockpool did, in technical words: the newest ${formatBytes(logBytes)} of its log, and what was done to each host.`,
    },
    { name: 'Activity', says: `${number(events, 'event')}, as the screen Activity lists them.` },
    {
      name: 'Pools',
      says: `${number(pools, 'pool')} with all settings and who changed them, what each does and waits for, and how clouds are reached and signed in at, without what is secret.`,
    },
    {
      name: 'Hosts',
      says: `${number(hosts, 'host')} with each step of their lives; ${number(machines, 'machine')} and ${number(jumpHosts, 'jump host')} of the lists, with address, port and user.`,
    },
    {
      name: 'Instances',
      says: `${number(instances, 'instance')}: whose, on which host, in which state, and the log of each launch; ${number(templates, 'template')} and ${number(blueprints, 'blueprint')}.`,
    },
    { name: 'Images', says: `${number(images, 'image')} by name and size.` },
    { name: 'Errors', says: `${number(errors, 'error')} of engines, hosts, clouds and tasks.` },
  ];
}
