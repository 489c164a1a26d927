import type { OpenStack } from '../../support/openstack';
import { type CloudCallName, cloudCallNames, isList, isRead, isRemoval } from './calls';

/** The kind of things whose list it is, as the emulated cloud calls them. */
export function lagOf(name: string) {
  return lagging[name];
}
const lagging = {
  'compute GET /servers/detail': 'servers',
  'volume GET /volumes/detail': 'volumes',
  'volume GET /snapshots/detail': 'snapshots',
  'network GET /ports': 'ports',
  'network GET /floatingips': 'floatingIps',
  'compute GET /os-server-groups': 'serverGroups',
  'compute GET /os-keypairs': 'keypairs',
  'image GET /images': 'images',
} as {
  [name: string]: Parameters<OpenStack['faults']['lag']>[0];
};

/** What can happen to a call of the cloud. Those of `crash…` happen to whoever makes it. */
const faults = {
  /** Refused by the service, not done. */
  error500: () => true,
  error503: () => true,
  rateLimited: () => true,
  conflict: name => isRemoval(name),
  /** Nobody listens. */
  refused: () => true,
  /** The connection ends, and nothing was done. */
  requestLost: () => true,
  /** It is done, and the connection ends. */
  answerLost: () => true,
  /** Neither done nor answered in time. */
  silent: () => true,
  /** Done, and not answered in time. */
  late: () => true,
  halfAnswer: () => true,
  webPage: () => true,
  /** The token ends before it, and all others. */
  tokenRevoked: name => !name.startsWith('identity'),
  laterPageFails: isList,
  /** It shows what was a while ago. */
  lags: isList,
  /** Said to be done, and not done. */
  ignored: isRemoval,
  crashBefore: () => true,
  /** On its way, and done. */
  crashDuring: name => !isRead(name),
  /** Done, and the answer is there. */
  crashAtAnswer: () => true,
  crashAfter: () => true,
} as const satisfies Record<string, (name: CloudCallName) => boolean>;
export type CloudFault = keyof typeof faults;
export const cloudFaults = Object.keys(faults) as [CloudFault, ...CloudFault[]];
export const isCrash = (fault: CloudFault): boolean => fault.startsWith('crash');

/** One combination that is to be met. */
export interface CloudCell {
  call: CloudCallName;
  fault: CloudFault;
}
export const cloudKeyOf = ({ call, fault }: { call: string; fault: string }): string => `${fault} ${call}`;

/** A page has so many items at least, so that only what there is several of has a second one. */
const isPaged = (call: CloudCallName): boolean =>
  call === 'compute GET /servers/detail' || call === 'volume GET /volumes/detail';

/** All combinations that can be met. */
export const cloudCells: readonly CloudCell[] = cloudFaults.flatMap(fault =>
  cloudCallNames
    .filter(call => faults[fault](call))
    .filter(call => fault !== 'laterPageFails' || isPaged(call))
    .filter(call => fault !== 'lags' || lagOf(call) !== undefined)
    .map(call => ({ call, fault })),
);

/** @throws Error where there is no combination of this key */
export function cloudCellOf(key = ''): CloudCell {
  const cell = cloudCells.find(one => cloudKeyOf(one) === key);
  if (cell) return cell;
  throw new Error(`There is no combination "${key}"; it is what "fault call" names.`);
}

/** A fault that waits for calls. */
export interface CloudCondition {
  fault: CloudFault;
  /** Absent: of any name that it can happen to. */
  call?: CloudCallName | undefined;
  /** Ms of the simulation; absent: until it is cleared. */
  until?: number | undefined;
  times?: number | undefined;
}

/** Those that are set, and what they do to a call. */
export function createCloudConditions() {
  let all: CloudCondition[] = [];
  return {
    set(condition: CloudCondition): void {
      all.push({ ...condition });
    },
    clear(): void {
      all = [];
    },
    /** Counts as one of its times; the earliest set wins. */
    meet({ name, isLaterPage }: { name: string; isLaterPage: boolean }, now: number): CloudFault | undefined {
      const call = cloudCallNames.find(one => one === name);
      if (!call) return undefined;
      all = all.filter(({ until, times }) => times !== 0 && (until === undefined || until > now));
      const met = all.find(
        one =>
          (one.call ?? call) === call &&
          faults[one.fault](call) &&
          (one.fault !== 'laterPageFails' || isLaterPage) &&
          (one.fault !== 'lags' || lagOf(call) !== undefined),
      );
      if (met?.times !== undefined) met.times -= 1;
      return met?.fault;
    },
  };
}
export type CloudConditions = ReturnType<typeof createCloudConditions>;
