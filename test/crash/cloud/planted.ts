import { between, changed, isCall } from '../../sim/cloud/planted';
import { plantedBugs } from '../planted';
import type { Bug } from '../stage';

/** A bug of each process that follows a kill, and the scenario in which some kill must bring it to light. */
export interface PlantedInCloud {
  scenario: string;
  bug: Bug;
}

const emptied = (path: RegExp, key: string): Bug => ({
  disguise: between(async (request, wire) => {
    const answer = await wire.transport(request);
    return isCall(request, 'GET', path) ? changed(answer, () => ({ [key]: [] })) : answer;
  }),
});

/** Bugs that are planted to see whether the kills find them, by name. */
export const plantedInCloud: Record<string, PlantedInCloud> = {
  // That a machine is wanted is stored with the answer of the call that asks for it.
  intentStoredAfterTheCall: {
    scenario: 'spawn of the first host, with calls that arrive late',
    bug: plantedBugs.intentStoredAfterTheCall ?? {},
  },
  // That a machine is to be ended is not in the state.
  removalForgotten: {
    scenario: 'removal of a host beside another',
    bug: plantedBugs.removalForgotten ?? {},
  },
  // Only who has taken a floating address knows of it.
  addressNotSeen: {
    scenario: 'spawn of the first host, with the lease of the pool',
    bug: emptied(/\/floatingips$/, 'floatingips'),
  },
  // Nor of the group that keeps machines apart.
  serverGroupNotSeen: {
    scenario: 'spawn of the first host, with the lease of the pool',
    bug: emptied(/\/os-server-groups$/, 'server_groups'),
  },
  // The group counts as ended once that was asked for.
  groupKept: {
    scenario: 'the order to shut the pool down at once, up to its report',
    bug: {
      disguise: between((request, wire) =>
        isCall(request, 'DELETE', /\/security-groups\/[0-9a-f-]{36}$/)
          ? Promise.resolve({ status: 204, headers: {}, body: '' })
          : wire.transport(request),
      ),
    },
  },
};
