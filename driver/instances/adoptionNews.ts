import type { Activity } from '../activity/activity';
import type { Host } from '../model/host';
import type { Instance } from '../model/instance';

/** Told of each instance that was taken back; notes one event for all of a host in one tick. */
export type AdoptionNews = (instance: Instance, host: Host) => void;

/** Where a state was lost thousands are taken back at once: an event for each would drive all others out of the log. */
export function createAdoptionNews(activity: Activity): AdoptionNews {
  let taken = new Map<Host, Instance[]>();

  function tell(): void {
    const all = taken;
    taken = new Map();
    for (const [host, instances] of all) {
      const [first, second] = instances;
      const about = { poolId: host.poolId, hostId: host.id };
      if (first && !second) {
        const only = { ...about, instanceId: first.id, userId: first.userId };
        activity.note('info', `${first.name} was found running on ${host.name} and taken back.`, only);
      } else {
        const text = `${instances.length} instances were found running on ${host.name} and taken back.`;
        activity.note('info', text, about);
      }
    }
  }
  return (instance, host) => {
    if (taken.size === 0) queueMicrotask(tell);
    const there = taken.get(host);
    if (there) there.push(instance);
    else taken.set(host, [instance]);
  };
}
