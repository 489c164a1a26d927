import { pick } from '../events';
import { draw, type Lots, lots, type Script, type Step } from '../script';
import { isList, isOfCopies } from './calls';
import { type CloudCell, cloudCells, cloudKeyOf } from './faults';
import type { CloudOperationName } from './operations';

/** How often something happens that can happen in a cloud only. */
const SHARE = 0.5;
const kinds: readonly [CloudOperationName, number][] = [
  ['waylay', 0.66],
  ['cloudFault', 0.08],
  ['quotaOf', 0.06],
  ['mishapOf', 0.08],
  ['revoke', 0.02],
  ['leftover', 0.04],
  ['openGroup', 0.02],
  ['settle', 0.04],
];
/** Of the steps of a history as it is drawn for a simulated cloud so many are played: each costs more here. */
const STEPS = 100;
/** In how many hosts are copied. */
const COPIED = 0.5;

/** The same history for the same seed, in a project of an OpenStack. */
export function drawInCloud(seed: number): Script {
  const base = draw(seed);
  const by = lots(seed * 7 + 3);
  const slow = by.pick([0.2, 1, 1, 3]);
  const hasCopies = by.chance(COPIED);
  return {
    ...base,
    config: {
      ...base.config,
      ...{ DD_HOST_IMAGE: 'Debian-12-docker', DD_HOST_MASTER_SG: null, DD_HOST_EXTRA_SGS: null },
      ...{ DD_HOST_SSH_FROM: '192.0.2.0/24', DD_HOST_DATA_VOLUME_TYPE: null, DD_HOST_NETWORK: 'auto' },
      // Copies are of large hosts, and these are the only ones then.
      ...(hasCopies ? onlyLarge(base.config) : {}),
      DD_HOST_ROOT_VOLUME_SIZE: by.pick([0, 0, 10]),
      DD_HOST_DATA_VOLUME_FACTOR: by.pick([0, 1, 2]),
      DD_HOST_ANTI_AFFINITY: by.chance(0.4),
      DD_HOST_FLOATING_POOL: by.chance(0.4) ? 'public' : null,
    },
    cloud: { ...base.cloud, quota: 100 },
    project: {
      // Small pages cost a call for each thing that there is.
      pageLimit: by.pick([1, 3, 1000, 1000]),
      tokenLifetimeMs: by.pick([600_000, 3_600_000]),
      slowness: slow,
      hasCopies,
    },
    atRest: hasCopies ? [cloudKeyOf(by.pick(ofCopies))] : undefined,
    // Some wait for the very first calls.
    atFirst: [drawCell(by, hasCopies), drawCell(by, hasCopies)],
    atLast: [drawCell(by, hasCopies), drawCell(by, hasCopies)],
    steps: base.steps.slice(0, STEPS).map(step => drawStep(step, hasCopies, by)),
  };
}

const onlyLarge = ({
  DD_HOST_FLAVOR_NAME_LARGE: name,
  DD_HOST_FLAVOR_SLOTS_LARGE: slots,
}: Script['config']): Script['config'] => ({
  ...(name === undefined ? {} : { DD_HOST_FLAVOR_NAME_SMALL: name }),
  ...(slots === undefined ? {} : { DD_HOST_FLAVOR_SLOTS_SMALL: slots }),
});

/** What is asked all the time meets everything by itself. */
const isFrequent = ({ call }: CloudCell): boolean => isList(call) || /limits|quotas/.test(call);
const OFTEN = 4;
const wanted = cloudCells.flatMap(cell => new Array<CloudCell>(isFrequent(cell) ? 1 : OFTEN).fill(cell));
const ofCopies = cloudCells.filter(({ call }) => isOfCopies(call)) as [CloudCell, ...CloudCell[]];
const withoutCopies = wanted.filter(({ call }) => !isOfCopies(call));

function drawCell(by: Lots, hasCopies: boolean): string {
  const cell = pick(hasCopies ? wanted : withoutCopies, by.float());
  return cell ? cloudKeyOf(cell) : '';
}

function drawStep(step: Step, hasCopies: boolean, by: Lots): Step {
  const isOfSimulated = step.cell !== undefined && / api\./.test(step.cell);
  if (!isOfSimulated && !by.chance(SHARE)) return step;
  let at = by.float();
  const [what] = kinds.find(([, share]) => {
    at -= share;
    return at < 0;
  }) ?? ['waylay' as const];
  const { waitMs, with: numbers } = step;
  return what === 'waylay'
    ? { waitMs, what, with: numbers, cell: drawCell(by, hasCopies) }
    : { waitMs, what, with: numbers };
}
