import type { Random } from '../model/clock';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Launches of a lecture: so many within five minutes of its beginning. Days: 0 is Sunday. */
const lectures: readonly { day: number; minute: number; launches: number }[] = [
  { day: 1, minute: 10 * 60 + 10, launches: 34 },
  { day: 2, minute: 13 * 60 + 10, launches: 20 },
  { day: 3, minute: 9 * 60 + 10, launches: 40 },
  { day: 4, minute: 14 * 60 + 10, launches: 28 },
  { day: 5, minute: 10 * 60 + 10, launches: 16 },
];
const LECTURE_MINUTES = 5;

/** Launches an hour that a lab of some dozen people makes by itself, by hour of a working day. */
const usual = [0, 0, 0, 0, 0, 0, 0.2, 0.6, 2, 4, 5, 4, 3, 4, 5, 4, 3, 2, 1.2, 1.2, 1.5, 1, 0.6, 0.2];
const AT_WEEKENDS = 0.25;

/**
 * How many launches come in the minute at `at`, by chance.
 * @param at ms since the epoch
 * @param offsetMs of the local time from UTC
 * @param share how much of the lab's use this is: 1 all of it
 */
export function launchesIn(at: number, offsetMs: number, share: number, random: Random): number {
  const local = at + offsetMs;
  const minute = Math.floor((local % DAY_MS) / MINUTE_MS);
  // The first of January 1970 was a Thursday.
  const day = (Math.floor(local / DAY_MS) + 4) % 7;
  const lecture = lectures.find(
    one => one.day === day && minute >= one.minute && minute < one.minute + LECTURE_MINUTES,
  );
  const isWeekend = day === 0 || day === 6;
  const anHour = (usual[Math.floor(minute / 60)] ?? 0) * (isWeekend ? AT_WEEKENDS : 1);
  const expected = share * (anHour / 60 + (lecture ? lecture.launches / LECTURE_MINUTES : 0));
  return poisson(expected, random);
}

/** Knuth's way; right for small numbers. */
function poisson(expected: number, random: Random): number {
  const limit = Math.exp(-expected);
  let count = 0;
  for (let product = random.float(); product > limit; product *= random.float()) count += 1;
  return count;
}
