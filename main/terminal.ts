import { sentence } from '../driver/model/errors';
import type { Host } from '../driver/model/host';
import { type Instance, isLive } from '../driver/model/instance';
import type { Pool } from '../driver/model/pool';
import type { State } from '../driver/model/state';
import type { Task } from '../driver/model/task';
import type { Follower } from './follow';

/**
 * What the window shows, as lines by what they are about. They hold no address and no password, since terminals are
 * recorded.
 */
export function linesOf(state: State): Map<string, string> {
  const lines = new Map<string, string>();
  for (const pool of Object.values(state.pools)) lines.set(`pool ${pool.id}`, poolLine(pool, state));
  for (const host of Object.values(state.hosts)) lines.set(`host ${host.id}`, hostLine(host));
  for (const { id } of Object.values(state.images)) lines.set(`image ${id}`, `Image ${id}: ready`);
  for (const { id, config, active } of Object.values(state.templates))
    lines.set(`template ${id}`, `Template ${config.name}: ${activity(active)}`);
  for (const { id, config, active } of Object.values(state.blueprints))
    lines.set(`blueprint ${id}`, `Blueprint ${config.name}: ${activity(active)}`);
  for (const instance of Object.values(state.instances)) {
    lines.set(`instance ${instance.id}`, instanceLine(instance));
    for (const [n, { text }] of instance.log.entries())
      lines.set(`instance ${instance.id} log ${n}`, `  ${instance.name} | ${text}`);
  }
  for (const task of Object.values(state.tasks)) lines.set(`task ${task.id}`, taskLine(task));
  return lines;
}

const activity = (active: boolean) => (active ? 'active' : 'inactive');

function poolLine(pool: Pool, state: State): string {
  const hosts = Object.values(state.hosts).filter(
    host => host.poolId === pool.id && host.phase !== 'removed',
  );
  const slots = hosts.reduce((sum, host) => sum + host.slots, 0);
  const used = Object.values(state.instances)
    .filter(instance => instance.poolId === pool.id && instance.hostId && isLive(instance))
    .reduce((sum, instance) => sum + instance.slots, 0);
  const closed = pool.config.DD_SHUTDOWN_MODE ? ', shutdown mode' : '';
  return `Pool ${pool.name} (${pool.provider}): ${hosts.length} ${hosts.length === 1 ? 'host' : 'hosts'}, ${used} of ${slots} slots used${closed}`;
}

function hostLine({ name, phase, slots, facts, unreachable }: Host): string {
  const engine = facts ? `, Docker ${facts.engineVersion}` : '';
  const trouble = unreachable ? `; does not answer: ${sentence(unreachable.error)}` : '';
  return `Host ${name}: ${phase}, ${slots} slots${engine}${trouble}`;
}

function instanceLine({ name, state, reason, error, unknown, lifetimeMs }: Instance): string {
  const details = [
    state === 'running' && lifetimeMs > 0 ? `for ${Math.round(lifetimeMs / 60_000)} min` : undefined,
    unknown ? 'its host does not answer' : undefined,
    error ? sentence(error) : reason,
  ].filter(Boolean);
  return `Instance ${name}: ${[state, ...details].join(', ')}`;
}

/** Steps of ten percent, or a long import would fill the screen. */
function taskLine({ title, state, step, done, total, error }: Task): string {
  if (error) return `${title}: ${state}. ${sentence(error)}`;
  if (state !== 'running') return `${title}: ${state}`;
  const percent = total ? ` ${Math.floor((10 * done) / total) * 10} %` : '';
  return `${title}: ${step || 'running'}${percent}`;
}

/** Prints each line that is new or different, once. */
export function showInTerminal(follower: Follower, print: (line: string) => void): void {
  let shown = new Map<string, string>();
  follower.onChange(state => {
    const lines = linesOf(state);
    for (const [key, line] of lines) if (shown.get(key) !== line) print(line);
    for (const [key, line] of shown) {
      if (/^(pool|host|image|template|blueprint) /.test(key) && !lines.has(key))
        print(`${line.slice(0, line.indexOf(':'))}: gone`);
    }
    shown = lines;
  });
}
