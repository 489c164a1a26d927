import type { Random } from './clock';

/** Chance that repeats: the same seed gives the same numbers (mulberry32). For simulations; never for secrets. */
export function seededRandom(seed = 1): Random {
  let state = seed >>> 0;
  const float = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const byte = () =>
    Math.floor(float() * 256)
      .toString(16)
      .padStart(2, '0');
  return { float, hex: bytes => Array.from({ length: bytes }, byte).join('') };
}
