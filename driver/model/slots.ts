import { MEMORY_PER_SLOT_MIB } from './memory';

/** Left to the machine itself before memory is counted in slots: a quarter, between 1 and 4 GiB. */
function reservedMemoryMiB(memoryMiB: number): number {
  return Math.min(4096, Math.max(1024, memoryMiB / 4));
}

/** The slots that an engine with this much memory has, at least one. */
export function slotsOfEngine(memoryMiB: number): number {
  return Math.max(1, Math.floor((memoryMiB - reservedMemoryMiB(memoryMiB)) / MEMORY_PER_SLOT_MIB));
}
