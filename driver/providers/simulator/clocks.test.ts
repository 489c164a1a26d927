import { describe, expect, it } from 'vitest';
import { virtualClock } from '../../../test/support/virtualClock';
import { fasterClock, jumpingClock } from './clocks';

describe('a faster clock', () => {
  it('lets time pass so many times as fast, and its timers with it', async () => {
    const real = virtualClock(1_000_000);
    const clock = fasterClock(real, 60);
    const ran: string[] = [];
    clock.timer(60_000, () => ran.push('timer'));
    void clock.sleep(120_000).then(() => ran.push('sleep'));
    await real.advance(1_000);
    expect(ran).toEqual(['timer']);
    await real.advance(1_000);
    expect(ran).toEqual(['timer', 'sleep']);
    expect(clock.now()).toBe(1_000_000 + 120_000);
    expect(clock.monotonic()).toBe(120_000);
  });
});

describe('a jumping clock', () => {
  it('moves the wall clock alone: timers go on evenly', async () => {
    const real = virtualClock(1_000_000);
    const clock = jumpingClock(real);
    let ran = false;
    clock.timer(1_000, () => {
      ran = true;
    });
    clock.jump(3_600_000);
    await real.advance(999);
    expect(ran).toBe(false);
    await real.advance(1);
    expect(ran).toBe(true);
    expect(clock.now()).toBe(1_000_000 + 3_600_000 + 1_000);
    expect(clock.monotonic()).toBe(1_000);
  });
});

describe('virtual time', () => {
  it('runs what is due in order, what is set meanwhile too, and nothing that was cancelled', async () => {
    const clock = virtualClock();
    const ran: string[] = [];
    clock.timer(20, () => ran.push('b'));
    clock.timer(20, () => ran.push('c'));
    const cancel = clock.timer(15, () => ran.push('never'));
    clock.timer(10, () => {
      ran.push('a');
      clock.timer(20, () => ran.push('d'));
      cancel();
    });
    await clock.advance(29);
    expect(ran).toEqual(['a', 'b', 'c']);
    await clock.advance(1);
    expect(ran).toEqual(['a', 'b', 'c', 'd']);
    expect(clock.monotonic()).toBe(30);
  });

  it('stops at the moment at which something holds', async () => {
    const clock = virtualClock();
    let count = 0;
    const again = () => {
      count += 1;
      clock.timer(10, again);
    };
    again();
    expect(await clock.until(() => count === 5, 1_000)).toBe(true);
    expect(clock.monotonic()).toBe(40);
    expect(await clock.until(() => count === 1_000, 100)).toBe(false);
    expect(clock.monotonic()).toBe(140);
  });
});
