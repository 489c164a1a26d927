import type { Engine } from '../../driver/engine';
import type { Host } from '../../driver/model/host';
import type { Provider } from '../../driver/providers';
import { instead } from '../sim/planted';
import type { Bug } from './stage';

/** A bug, and a scenario in which some kill must bring it to light. */
export interface Planted extends Bug {
  scenario: string;
}

const isEngine = (thing: object): thing is Engine => 'url' in thing;
const isProvider = (thing: object): thing is Provider => 'nameOf' in thing;

/** A host that was asked for, and nothing was heard of it. */
const isUnheardOf = ({ phase, providerId }: Host) => phase === 'spawning' && providerId === undefined;

/** Bugs that are planted to see whether the kills find them, by name. */
export const plantedBugs: Record<string, Planted> = {
  // That a host is wanted is stored with the answer of the call that asks for it.
  intentStoredAfterTheCall: {
    scenario: 'spawn, with calls that arrive late',
    forget({ hosts }) {
      for (const host of hosts.all().filter(isUnheardOf)) hosts.remove(host.id);
    },
  },
  // Whoever had no answer takes the machine for not made, and asks for another.
  lostAnswerTakenForRefusal: {
    scenario: 'spawn, with calls that arrive late',
    forget({ hosts }) {
      for (const host of hosts.all().filter(isUnheardOf)) hosts.put(host.id, { ...host, phase: 'removed' });
    },
  },
  // A container that may be there already is made once more, under a name of its own.
  containerNotLookedFor: {
    scenario: 'launch',
    disguise: thing => {
      if (!isEngine(thing)) return thing;
      const create: Engine['create'] = spec => thing.create({ ...spec, name: `${spec.name}-again` });
      return instead<typeof thing>(thing, { create } as Partial<typeof thing>);
    },
  },
  // That a machine is to be ended is not in the state: its host counts as removed from the order on.
  removalForgotten: {
    scenario: 'removal of a host with an instance on it',
    forget({ hosts }) {
      for (const host of hosts.all())
        if (host.phase === 'removing') hosts.put(host.id, { ...host, phase: 'removed' });
    },
  },
  // That an instance is to go is not in the state.
  endForgotten: {
    scenario: 'destroy of an instance',
    forget({ instances }) {
      for (const one of instances.all())
        if (one.state === 'deleting') instances.put(one.id, { ...one, state: 'running' });
    },
  },
  // What goes along with a host is looked for by the process that made it, and by no other.
  volumeNotGivenBack: {
    scenario: 'removal of a host whose volume stays, a leftover',
    disguise: thing => {
      if (!isProvider(thing)) return thing;
      const resources: Provider['resources'] = async () => [];
      return instead<typeof thing>(thing, { resources } as Partial<typeof thing>);
    },
  },
};
