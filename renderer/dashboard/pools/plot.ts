import { longestStep, type PoolSample } from '../../../driver/model/poolSample';

/** How far back a plot shows. */
export const ranges = {
  '1h': { label: '1 h', words: 'the last hour', ms: 3_600_000 },
  '6h': { label: '6 h', words: 'the last 6 hours', ms: 6 * 3_600_000 },
  '24h': { label: '24 h', words: 'the last 24 hours', ms: 24 * 3_600_000 },
  '7d': { label: '7 d', words: 'the last 7 days', ms: 7 * 24 * 3_600_000 },
} as const;
export type Range = keyof typeof ranges;
export const rangeNames = Object.keys(ranges) as Range[];

/** What a plot is drawn in: pixels, and the time and slots that they stand for. */
export interface Frame {
  width: number;
  height: number;
  from: number;
  to: number;
  /** The slots at the top. */
  most: number;
}

export const xOf = (at: number, { from, to, width }: Frame): number =>
  to > from ? ((at - from) / (to - from)) * width : 0;
export const yOf = (slots: number, { most, height }: Frame): number => height - (slots / most) * height;

/** A round number of slots at the top of the plot: above all that is shown, at least 4. */
export function topOf(samples: readonly PoolSample[]): number {
  const most = samples.reduce((top, { free, target }) => Math.max(top, free, target), 0);
  if (most <= 4) return 4;
  const power = 10 ** Math.floor(Math.log10(most));
  const steps = [1, 2, 4, 5, 8, 10];
  return (steps.find(step => step * power >= most) ?? 10) * power;
}

/** The samples in runs within which Rockpool was watching; between them the line breaks. */
export function runsOf(samples: readonly PoolSample[], now: number, widthMs: number): PoolSample[][] {
  const runs: PoolSample[][] = [];
  let before: PoolSample | undefined;
  for (const sample of samples) {
    const isNext = before && sample.at - before.at <= longestStep(now - sample.at, widthMs);
    if (isNext) runs.at(-1)?.push(sample);
    else runs.push([sample]);
    before = sample;
  }
  return runs;
}

/** A line in steps: slots stay as they are until they change. Numbers are cut to a tenth of a pixel. */
export function lineOf(
  run: readonly PoolSample[],
  slots: (sample: PoolSample) => number,
  frame: Frame,
): string {
  let path = '';
  for (const sample of run) {
    const [x, y] = [cut(xOf(sample.at, frame)), cut(yOf(slots(sample), frame))];
    path += path === '' ? `M${x} ${y}` : `H${x}V${y}`;
  }
  // One sample alone is a dot.
  return run.length === 1 ? `${path}h1.5` : path;
}

/** What lies under a line. */
export function areaOf(
  run: readonly PoolSample[],
  slots: (sample: PoolSample) => number,
  frame: Frame,
): string {
  const [first, last] = [run[0], run.at(-1)];
  if (!first || !last || run.length === 1) return '';
  const [left, right] = [cut(xOf(first.at, frame)), cut(xOf(last.at, frame))];
  return `${lineOf(run, slots, frame)}L${right} ${frame.height}L${left} ${frame.height}Z`;
}

const cut = (pixels: number) => Math.round(pixels * 10) / 10;

export interface Tick {
  at: number;
  label: string;
}

const MINUTE_MS = 60_000;
const steps: Record<Range, number> = {
  '1h': 10 * MINUTE_MS,
  '6h': 60 * MINUTE_MS,
  '24h': 4 * 60 * MINUTE_MS,
  '7d': 24 * 60 * MINUTE_MS,
};
/** Below this width (pixels) every other label goes. */
const TICK_PX = 44;

/** Round local times within the range; for a week the days. */
export function ticksOf(range: Range, { from, to, width }: Frame): Tick[] {
  const fitting = Math.max(1, Math.floor(width / TICK_PX));
  const stepMs = steps[range] * Math.ceil((to - from) / steps[range] / fitting);
  const ticks: Tick[] = [];
  // Steps count from the local midnight; of a day with a change of the clock, one may be an hour off.
  const midnight = new Date(from);
  midnight.setHours(0, 0, 0, 0);
  for (let at = midnight.getTime(); at <= to; at += stepMs) {
    if (at > from) ticks.push({ at, label: labelOf(at, range) });
  }
  return ticks;
}

function labelOf(at: number, range: Range): string {
  const date = new Date(at);
  if (range === '7d') return date.toLocaleDateString(undefined, { weekday: 'short' });
  return date.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

/** The sample whose time is nearest. */
export function nearestTo(at: number, samples: readonly PoolSample[]): number {
  let nearest = 0;
  for (const [index, sample] of samples.entries()) {
    if (Math.abs(sample.at - at) < Math.abs((samples[nearest]?.at ?? 0) - at)) nearest = index;
  }
  return nearest;
}

/** A sample in words. */
export function wordsOf({ at, free, total, target, queue, running }: PoolSample, range: Range): string {
  const options = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const day = range === '7d' || range === '24h' ? ({ weekday: 'short' } as const) : {};
  const time = new Date(at).toLocaleString(undefined, { ...day, ...options });
  const waits = queue > 0 ? `, ${queue} waiting` : '';
  const slots = total === 0 ? 'no host is ready' : `${free} of ${total} slots free`;
  return `${time}: ${slots}${target === 0 ? '' : `, target ${target}`}; ${running} running${waits}`;
}

/**
 * The plot in a sentence, for who doesn't see it, and for who does.
 * @param isReady a host can take launches now: the newest sample may be a minute old, and not know of it yet
 */
export function summaryOf(samples: readonly PoolSample[], range: Range, isReady: boolean): string {
  if (samples.length === 0) return 'Nothing was recorded in this time.';
  const time = `In ${ranges[range].words}`;
  if (samples.every(({ total }) => total === 0))
    return `${time} no host was ready to take launches${isReady ? ' until just now' : ''}.`;
  const free = samples.map(sample => sample.free);
  const [least, most] = [Math.min(...free), Math.max(...free)];
  const slots =
    least === most
      ? `${least} ${least === 1 ? 'slot was' : 'slots were'} free all the time`
      : `${least} to ${most} slots were free`;
  return `${time} ${[slots, belowTarget(samples)].filter(Boolean).join(', ')}.`;
}

/** How long the target was missed, in words; none where nothing is to be kept free. */
function belowTarget(samples: readonly PoolSample[]): string {
  if (samples.every(({ target }) => target === 0)) return '';
  const short = samples.filter(({ free, target }) => free < target).length;
  const share = Math.round((100 * short) / samples.length);
  return short === 0
    ? 'never below the target'
    : `below the target ${share < 1 ? 'less than 1' : share} % of it`;
}
