import type { RockpoolEvent } from '../../driver/model/event';
import type { State } from '../../driver/model/state';

/** A thing that events are about, by id and by the name that people know. */
export interface Choice {
  value: string;
  label: string;
}

export interface Choices {
  pools: Choice[];
  hosts: Choice[];
  instances: Choice[];
  users: Choice[];
}

/** What can be chosen: the things that the events name, whether they are there still or not. */
export function choicesOf(
  events: readonly RockpoolEvent[],
  { pools, hosts, instances }: Pick<State, 'pools' | 'hosts' | 'instances'>,
): Choices {
  // Of what is gone only its id is known, and the name that stands in one of its sentences.
  const hostNames = new Map<string, string>();
  const instanceNames = new Map<string, string>();
  for (const { hostId, instanceId, text } of events) {
    if (instanceId && !instanceNames.has(instanceId)) {
      const name = /^(pb-\S+)/.exec(text)?.[1];
      if (name) instanceNames.set(instanceId, name);
    }
    if (hostId && !instanceId && !hostNames.has(hostId)) {
      const name = /^The host "([^"]+)"/.exec(text)?.[1];
      if (name) hostNames.set(hostId, name);
    }
  }
  return {
    pools: choicesFrom(events, 'poolId', id => pools[id]?.name),
    hosts: choicesFrom(events, 'hostId', id => hosts[id]?.name ?? hostNames.get(id)),
    instances: choicesFrom(events, 'instanceId', id => instances[id]?.name ?? instanceNames.get(id)),
    users: choicesFrom(events, 'userId', id => id),
  };
}

/** Numbers inside names by their value; made once, since making one is slow. */
const names = new Intl.Collator(undefined, { numeric: true });

function choicesFrom(
  events: readonly RockpoolEvent[],
  key: 'poolId' | 'hostId' | 'instanceId' | 'userId',
  nameOf: (id: string) => string | undefined,
): Choice[] {
  const ids = new Set<string>();
  for (const event of events) {
    const id = event[key];
    if (id) ids.add(id);
  }
  return [...ids]
    .map(value => ({ value, label: nameOf(value) ?? `…${value.slice(-8)}` }))
    .sort((a, b) => names.compare(a.label, b.label));
}
