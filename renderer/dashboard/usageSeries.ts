import type { ApiOutput } from '../state/api';

/** As the engine tells it: bytes count from the start of the container. */
export type UsageTold =
  ApiOutput['instances']['usages'] extends AsyncIterable<infer Usage, unknown, unknown> ? Usage : never;

/** What was used at a moment; rates are in bytes a second, and absent for the first moment and where nobody counts. */
export interface UsagePoint {
  /** ms of the window's own clock. */
  at: number;
  cpuPercent: number;
  memoryMiB: number;
  processes: number;
  receivedRate?: number;
  sentRate?: number;
  writtenRate?: number;
  writtenBytes?: number;
}

export interface UsageSeries {
  points: readonly UsagePoint[];
  last?: { at: number; told: UsageTold };
}

export const emptySeries: UsageSeries = { points: [] };

/** Two minutes, as an engine tells it. */
const MOST_POINTS = 120;

/** The series with one more moment; the oldest goes where there are too many. */
export function addUsage(series: UsageSeries, told: UsageTold, at: number): UsageSeries {
  const { last } = series;
  const rate = (name: 'networkReceivedBytes' | 'networkSentBytes' | 'diskWrittenBytes') => {
    const [now, before] = [told[name], last?.told[name]];
    if (now === undefined || before === undefined || !last || at <= last.at) return undefined;
    // A container that was started anew counts from nothing again.
    return (Math.max(0, now - before) * 1000) / (at - last.at);
  };
  const { cpuPercent, memoryMiB, processes, diskWrittenBytes } = told;
  const point: UsagePoint = {
    at,
    cpuPercent,
    memoryMiB,
    processes,
    ...defined('receivedRate', rate('networkReceivedBytes')),
    ...defined('sentRate', rate('networkSentBytes')),
    ...defined('writtenRate', rate('diskWrittenBytes')),
    ...defined('writtenBytes', diskWrittenBytes),
  };
  return { points: [...series.points, point].slice(-MOST_POINTS), last: { at, told } };
}

function defined<K extends keyof UsagePoint>(name: K, value: number | undefined): { [name in K]?: number } {
  return value === undefined ? {} : ({ [name]: value } as { [name in K]?: number });
}

/**
 * The line of a sparkline, its top at `most` (at least as high as the highest), as an SVG path in a box; the newest
 * value is at the right, and what is missing leaves a gap.
 */
export function sparkline(
  values: readonly (number | undefined)[],
  { width, height, most }: { width: number; height: number; most: number },
): string {
  const top = Math.max(most, ...values.map(value => value ?? 0)) || 1;
  const step = width / (MOST_POINTS - 1);
  let path = '';
  let isDrawing = false;
  values.forEach((value, index) => {
    if (value === undefined) {
      isDrawing = false;
      return;
    }
    const x = width - (values.length - 1 - index) * step;
    const y = height - (value / top) * height;
    path += `${isDrawing ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`;
    isDrawing = true;
  });
  return path;
}
