import { Text } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { type KeyboardEvent, memo, type PointerEvent, useMemo, useState } from 'react';
import {
  areaOf,
  type Frame,
  lineOf,
  nearestTo,
  ranges,
  runsOf,
  summaryOf,
  ticksOf,
  topOf,
  wordsOf,
  xOf,
  yOf,
} from './plot';
import { POINTS, type PoolHistory } from './usePoolHistory';

const HEIGHT = 84;
/** Room for the numbers at the left and the times below. */
const LEFT = 30;
const BELOW = 18;
const ABOVE = 6;
const RIGHT = 4;

interface Props {
  name: string;
  history: PoolHistory;
  /** A host can take launches now. */
  isReady: boolean;
}

/** Free slots over time beside the target; what they were at a time is read by pointing, or with the arrow keys. */
export const FreeSlotsPlot = memo(({ name, history, isReady }: Props) => {
  const { ref, width } = useElementSize();
  const { samples, range, at } = history;
  const [chosen, setChosen] = useState<number>();
  const frame: Frame = useMemo(
    () => ({
      width: Math.max(0, width - LEFT - RIGHT),
      height: HEIGHT,
      from: at - ranges[range].ms,
      to: at,
      most: topOf(samples),
    }),
    [width, at, range, samples],
  );
  const summary = useMemo(() => summaryOf(samples, range, isReady), [samples, range, isReady]);
  const index = chosen === undefined ? undefined : Math.min(chosen, samples.length - 1);
  const point = index === undefined ? undefined : samples[index];
  const words = point ? wordsOf(point, range) : summary;

  function onPointerMove({ clientX, currentTarget }: PointerEvent<HTMLElement>) {
    const x = clientX - currentTarget.getBoundingClientRect().left - LEFT;
    setChosen(nearestTo(frame.from + (x / Math.max(1, frame.width)) * (frame.to - frame.from), samples));
  }
  function onKeyDown(event: KeyboardEvent) {
    const last = samples.length - 1;
    const from = index ?? last;
    const to = {
      ArrowLeft: from - 1,
      ArrowRight: from + 1,
      PageUp: from - 10,
      PageDown: from + 10,
      Home: 0,
      End: last,
    }[event.key];
    if (event.key === 'Escape') setChosen(undefined);
    if (to === undefined) return;
    event.preventDefault();
    setChosen(Math.max(0, Math.min(last, to)));
  }

  if (samples.length === 0) {
    return (
      <Text size="sm" c="dimmed" className="plot-none">
        {summary} Rockpool records a point every minute while it runs.
      </Text>
    );
  }
  return (
    <div>
      <div
        ref={ref}
        className="plot"
        role="slider"
        tabIndex={0}
        aria-label={`Free slots of ${name}, ${ranges[range].words}`}
        aria-valuemin={0}
        aria-valuemax={frame.most}
        aria-valuenow={(point ?? samples.at(-1))?.free ?? 0}
        aria-valuetext={words}
        onPointerMove={onPointerMove}
        onPointerLeave={() => setChosen(undefined)}
        onBlur={() => setChosen(undefined)}
        onKeyDown={onKeyDown}
      >
        {width > 0 && (
          <svg width={width} height={HEIGHT + ABOVE + BELOW} aria-hidden>
            <g transform={`translate(${LEFT} ${ABOVE})`}>
              <Drawing frame={frame} history={history} />
              {point && (
                <g className="plot-cursor" transform={`translate(${xOf(point.at, frame)} 0)`}>
                  <line y2={HEIGHT} />
                  <circle r={3.5} cy={yOf(point.free, frame)} />
                </g>
              )}
            </g>
          </svg>
        )}
      </div>
      <Text size="xs" c="dimmed" className="plot-words numbers">
        {words}
      </Text>
    </div>
  );
});

/** All but the cursor; drawn anew only with new samples or another size. */
const Drawing = memo(({ frame, history: { samples, range, at } }: { frame: Frame; history: PoolHistory }) => {
  const runs = runsOf(samples, at, ranges[range].ms / POINTS);
  const levels = [0, frame.most / 2, frame.most];
  return (
    <>
      {levels.map(level => (
        <g key={level} className="plot-level" transform={`translate(0 ${yOf(level, frame)})`}>
          <line x2={frame.width} />
          <text x={-6} dy="0.32em">
            {level}
          </text>
        </g>
      ))}
      {ticksOf(range, frame).map(({ at: tick, label }) => {
        const x = xOf(tick, frame);
        // A label that would be cut off stays away.
        const isWhole = x > 14 && x < frame.width - 14;
        return (
          <g key={tick} className="plot-tick" transform={`translate(${x} ${HEIGHT})`}>
            <line y2={4} />
            {isWhole && <text y={15}>{label}</text>}
          </g>
        );
      })}
      {runs.map(run => {
        const first = run[0]?.at;
        return (
          <g key={first}>
            <path className="plot-area" d={areaOf(run, ({ free }) => free, frame)} />
            <path className="plot-target" d={lineOf(run, ({ target }) => target, frame)} />
            <path className="plot-free" d={lineOf(run, ({ free }) => free, frame)} />
          </g>
        );
      })}
    </>
  );
});
