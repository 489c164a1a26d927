import type { Rule } from '../snapshot';
import { adoptContainers } from './adoptContainers';
import { cancelLaunches } from './cancelLaunches';
import { drainHosts } from './drainHosts';
import { expireInstances } from './expireInstances';
import { keepHosts } from './keepHosts';
import { noticeDeaths } from './noticeDeaths';
import { noticeHosts } from './noticeHosts';
import { noticeLosses } from './noticeLosses';
import { placeQueue } from './placeQueue';
import { prepareHosts } from './prepareHosts';
import { refuseQueue } from './refuseQueue';
import { removeHosts } from './removeHosts';
import { removeInstances } from './removeInstances';
import { resumeLaunches } from './resumeLaunches';
import { sweepLeftovers } from './sweepLeftovers';

/** The policy, from the top. What a rule has planned is no business of a later one any more. */
export const rules: readonly Rule[] = [
  // Instances that are to go
  cancelLaunches,
  expireInstances,
  noticeDeaths,
  noticeLosses,
  removeInstances,
  // Containers without a record
  adoptContainers,
  sweepLeftovers,
  // Instances that are to come
  refuseQueue,
  resumeLaunches,
  placeQueue,
  // Hosts
  keepHosts,
  noticeHosts,
  prepareHosts,
  drainHosts,
  removeHosts,
];
