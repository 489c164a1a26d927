import type { FaultInput } from '../../../driver/providers/simulator';
import type { CloudCondition } from './faults';

/**
 * A fault of the simulated cloud as one of this one.
 * @param now ms of the simulation
 * @returns `none`: what has none here doesn't happen; undefined: it isn't one of the cloud, or of engines alone
 */
export function conditionOf(fault: FaultInput, now: number): CloudCondition | 'none' | undefined {
  const translation = translations[fault.name];
  if (!translation || fault.call?.startsWith('engine.')) return undefined;
  const [name, call] = translation;
  if (name === undefined) return 'none';
  const until = fault.forMs === undefined ? undefined : now + fault.forMs;
  return { fault: name, call, until, times: fault.times };
}

const translations: Partial<
  Record<FaultInput['name'], [fault?: CloudCondition['fault'], call?: CloudCondition['call']]>
> = {
  apiErrors: ['error500'],
  apiHangs: ['silent'],
  answerAfterTimeout: ['late'],
  createAnswerLost: ['answerLost', 'compute POST /servers'],
  listingFailsOnSecondPage: ['laterPageFails'],
  listingLags: ['lags'],
  deleteHangs: ['ignored', 'compute DELETE /servers/{id}'],
  machineStays: [],
  volumeStays: [],
  groupStays: [],
};
