/** Numbers by size: how many launches of so many slots, or hosts with so many slots free. */
export type Counts = ReadonlyMap<number, number>;

/** @returns the counts of the sizes; what isn't above 0 is left out */
export function count(sizes: Iterable<number>): Map<number, number> {
  const counts = new Map<number, number>();
  for (const size of sizes) add(counts, size, 1);
  return counts;
}

/** Adds `number` (or takes it away) of a size. */
export function add(counts: Map<number, number>, size: number, number: number): void {
  const sum = (counts.get(size) ?? 0) + number;
  if (size > 0 && sum > 0) counts.set(size, sum);
  else counts.delete(size);
}

/**
 * Puts launches on hosts, large ones first, each on the fullest that still has room. Takes as long as there are
 * different sizes, not as there are launches or hosts.
 * @returns what found no room, and what is free afterwards
 */
export function pack(
  launches: Counts,
  hosts: Counts,
): { left: Map<number, number>; free: Map<number, number> } {
  const free = new Map(hosts);
  const left = new Map<number, number>();
  for (const [size, wanted] of [...launches].sort(([a], [b]) => b - a)) {
    let open = wanted;
    for (const [room, number] of [...free].sort(([a], [b]) => a - b)) {
      const each = Math.floor(room / size);
      if (open === 0 || each === 0) continue;
      const full = Math.min(number, Math.floor(open / each));
      add(free, room, -full);
      add(free, room - each * size, full);
      open -= full * each;
      if (full === number || open === 0) continue;
      add(free, room, -1);
      add(free, room - open * size, 1);
      open = 0;
    }
    add(left, size, open);
  }
  return { left, free };
}

/** How many launches of `size` the hosts hold. */
export function launchesIn(hosts: Counts, size: number): number {
  let sum = 0;
  for (const [room, number] of hosts) sum += Math.floor(room / size) * number;
  return sum;
}

/** How many new hosts of `slots` hold the launches; those that are larger are left out. */
function hostsFor(launches: Counts, slots: number): number {
  let free = new Map<number, number>();
  let hosts = 0;
  for (const [size, number] of [...launches].sort(([a], [b]) => b - a)) {
    if (size > slots) continue;
    const packed = pack(new Map([[size, number]]), free);
    free = packed.free;
    const left = packed.left.get(size) ?? 0;
    const more = Math.ceil(left / Math.floor(slots / size));
    hosts += more;
    add(free, slots, more);
    free = pack(new Map([[size, left]]), free).free;
  }
  return hosts;
}

/** True if those hosts, when empty, have room for the launches that are not larger than a host. */
export function hold(launches: Counts, { small, large }: FlavorCounts, slots: FlavorCounts): boolean {
  const hosts = new Map<number, number>();
  add(hosts, slots.small, small);
  add(hosts, slots.large, large);
  return [...pack(launches, hosts).left.keys()].every(size => size > slots.large);
}

export interface FlavorCounts {
  small: number;
  large: number;
}

/**
 * The hosts to ask for so that the launches find room: the cheapest set, a host costing as much as it has slots,
 * and of equally cheap ones that with the fewest hosts. Where `room` is too small for all: as many large ones as
 * there may be.
 * @param onlyLarge the pool ramps up: hosts are what gets scarce, not money
 */
export function cheapestHosts(
  launches: Counts,
  room: number,
  slots: FlavorCounts,
  { onlyLarge }: { onlyLarge: boolean },
): FlavorCounts {
  const most = hostsFor(launches, slots.large);
  const allLarge = { small: 0, large: Math.min(most, room) };
  if (onlyLarge || most > room) return allLarge;
  let best = allLarge;
  const cost = ({ small, large }: FlavorCounts) => small * slots.small + large * slots.large;
  for (let large = 0; large < most; large += 1) {
    const { left } = pack(launches, new Map([[slots.large, large]]));
    if ([...left.keys()].some(size => size > slots.small && size <= slots.large)) continue;
    const set = { small: hostsFor(left, slots.small), large };
    // Packed all together it may come out otherwise; what is asked for must do in the end.
    while (set.small + large <= room && !hold(launches, set, slots)) set.small += 1;
    if (set.small + large > room) continue;
    const saved = cost(best) - cost(set);
    const fewer = best.small + best.large - set.small - large;
    if (saved > 0 || (saved === 0 && fewer > 0)) best = set;
  }
  return best;
}
