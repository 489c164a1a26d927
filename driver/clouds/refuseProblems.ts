import type { CloudProblem } from '../model/cloudProblems';
import { RockpoolError } from '../model/errors';
import { settingsLacking } from './messages';

/** @throws RockpoolError CONFIG_INVALID where there are some that are no mere warnings */
export function refuseProblems(problems: readonly CloudProblem[], where: string): void {
  const grave = problems.filter(({ level }) => level === 'problem');
  if (grave.length > 0) throw new RockpoolError(settingsLacking(grave, where));
}
