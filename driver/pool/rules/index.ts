import type { Rule } from '../snapshot';
import { adoptContainers } from './adoptContainers';
import { adoptHosts } from './adoptHosts';
import { bringForward } from './bringForward';
import { cancelLaunches } from './cancelLaunches';
import { drainHosts } from './drainHosts';
import { dropSurplus } from './dropSurplus';
import { endForShutdown } from './endForShutdown';
import { expireInstances } from './expireInstances';
import { giveUpHosts } from './giveUpHosts';
import { growPool } from './growPool';
import { keepHosts } from './keepHosts';
import { loseHosts } from './loseHosts';
import { loseInstances } from './loseInstances';
import { makeWay } from './makeWay';
import { noticeDeaths } from './noticeDeaths';
import { noticeHosts } from './noticeHosts';
import { noticeLosses } from './noticeLosses';
import { noticeUse } from './noticeUse';
import { obeyOrders } from './obeyOrders';
import { placeQueue } from './placeQueue';
import { prepareHosts } from './prepareHosts';
import { refuseQueue } from './refuseQueue';
import { releaseLeftovers } from './releaseLeftovers';
import { removeHosts } from './removeHosts';
import { removeInstances } from './removeInstances';
import { resumeLaunches } from './resumeLaunches';
import { rotateHosts } from './rotateHosts';
import { spareHost } from './spareHost';
import { stopPreparing } from './stopPreparing';
import { sweepLeftovers } from './sweepLeftovers';
import { tellSilence } from './tellSilence';

/** The policy, from the top. What a rule has planned is no business of a later one any more. */
export const rules: readonly Rule[] = [
  // Instances that are to go
  cancelLaunches,
  endForShutdown,
  expireInstances,
  noticeDeaths,
  noticeLosses,
  removeInstances,
  bringForward,
  // Containers without a record
  adoptContainers,
  sweepLeftovers,
  // Instances that are to come
  refuseQueue,
  resumeLaunches,
  placeQueue,
  // Hosts that are there
  adoptHosts,
  noticeHosts,
  tellSilence,
  // Hosts that are to go
  loseHosts,
  obeyOrders,
  loseInstances,
  giveUpHosts,
  stopPreparing,
  drainHosts,
  dropSurplus,
  makeWay,
  rotateHosts,
  removeHosts,
  releaseLeftovers,
  // Hosts that are to come
  prepareHosts,
  keepHosts,
  growPool,
  spareHost,
  // What is no hurry: a host on which something else is done is noted of in the next round
  noticeUse,
];
