import { passes } from './passes';
import type { Scene } from './scene';

const MINUTE_MS = 60_000;
/** In a pool that is right nothing is done for so long. */
const STILL_MS = 2 * MINUTE_MS;
/** The shortest life-time of a host that is drawn: where hosts come and go, each does so once in that time. */
const SHORTEST_LIFE_MS = 10 * MINUTE_MS;

const ACTS =
  / (api\.create|POST \/servers|POST \/servers\/\{id\}\/action|POST \/snapshots|engine\.create|engine\.load)( |$)/;
const ASKED_FOR = / machine asked for /;
const idOf = (line: string) => line.slice(line.lastIndexOf(' '));

/**
 * Nothing is asked of the cloud in a pool that is right, but what the end of life-times brings with it.
 * @returns true where something was seen that must not be
 */
export async function still(scene: Scene): Promise<boolean> {
  const before = scene.lines.length;
  const since = (what: RegExp) => scene.lines.slice(before).filter(line => what.test(line));
  const repeats = (what: string, acts: readonly string[]) =>
    scene.violate('nothing is repeated for ever', `${what}: ${acts.slice(0, 20).join('; ')}`);

  if (await passes(scene, STILL_MS)) return true;
  const acts = since(ACTS);
  const asked = since(ASKED_FOR).length;
  const hosts = Math.max(...scene.book.recentConfigs().map(one => one.DD_MAX_HOSTS));
  // Life-times end, who waits takes the place of who ended, and a refusal is tried again.
  const ended = since(/ instance (deleted|failed) /).length;
  // Hosts whose time is over at once are replaced, each once, and then whoever waits for them runs.
  const served = new Set(since(/ instance running /).map(idOf)).size;
  const most = 25 + 3 * ended + 4 * Math.min(asked, hosts) + served;
  if (acts.length > most) repeats(`${acts.length} acts in ${STILL_MS / MINUTE_MS} minutes`, acts);
  if (asked === 0 || scene.violations.length > 0) return scene.violations.length > 0;

  if (await passes(scene, SHORTEST_LIFE_MS)) return true;
  const machines = since(ASKED_FOR);
  if (machines.length > 2 * hosts + 2) repeats(`${machines.length} machines for ${hosts} hosts`, machines);
  return scene.violations.length > 0;
}
