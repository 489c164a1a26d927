import { MEMORY_PER_SLOT_MIB } from './memory';

/** Left to the machine itself before memory is counted in slots: a quarter, between 1 and 4 GiB. */
function reservedMemoryMiB(memoryMiB: number): number {
  return Math.min(4096, Math.max(1024, memoryMiB / 4));
}

/** The slots that an engine with this much memory has, at least one. */
export function slotsOfEngine(memoryMiB: number): number {
  return Math.max(1, Math.floor((memoryMiB - reservedMemoryMiB(memoryMiB)) / MEMORY_PER_SLOT_MIB));
}

/** The same where containers of somebody else's hold a part of the memory. */
export function slotsBeside(memoryMiB: number, foreignMiB: number): number {
  return slotsOfEngine(Math.max(0, memoryMiB - foreignMiB));
}

/**
 * What others hold, for a machine that was looked at before: it follows at once where they take more, and where they take
 * less only by a whole slot, so that a machine doesn't change its size with each breath of theirs.
 */
export function steadyMiB(nowMiB: number, beforeMiB: number | undefined): number {
  const isLess = beforeMiB !== undefined && nowMiB < beforeMiB;
  return isLess && beforeMiB - nowMiB < MEMORY_PER_SLOT_MIB ? beforeMiB : nowMiB;
}
