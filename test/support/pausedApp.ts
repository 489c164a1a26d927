/**
 * The backend in a process of its own, to be stopped (SIGSTOP) and continued. What was a moment outside was an hour for it:
 * its clock goes ahead by that when it is continued, and all that was due meanwhile is due at once. Arguments: data folder,
 * blueprint. Says on stdout `ready` once all instances run, `continued`, `launched` once another one runs after that,
 * and then its hosts, instances and what it told since, as JSON.
 */
import { once } from 'node:events';
import { isLive } from '../../driver/model/instance';
import { jumpingClock } from './jumpingClock';
import { startTestRockpool } from './rockpool';

const HOUR_MS = 3_600_000;
const LIMIT_MS = 120_000;

const [, , dataDir = '', blueprintId = ''] = process.argv;
const clock = jumpingClock();
const continued = once(process, 'SIGCONT').then(() => clock.jump(HOUR_MS));
const pool = await startTestRockpool(undefined, { dataDir, clock });
const instances = () => Object.values(pool.state().instances).filter(isLive);
const allRun = () => instances().every(({ state, unknown }) => state === 'running' && !unknown);
const allAnswer = () => Object.values(pool.state().hosts).every(({ unreachable }) => !unreachable);

await pool.until(() => instances().length > 0 && allRun() && allAnswer(), LIMIT_MS);
const before = new Set(Object.keys(pool.state().events));
console.log('ready');
await continued;
console.log('continued');
await pool.until(() => allRun() && allAnswer(), LIMIT_MS);
const { id } = pool.launch(blueprintId);
await pool.until(() => pool.instance(id).state === 'running' && allRun(), LIMIT_MS);
console.log('launched');
const { hosts, events } = pool.state();
const told = Object.values(events).filter(({ id: event }) => !before.has(event));
console.log(JSON.stringify({ hosts: Object.values(hosts), instances: instances(), told }));
await pool[Symbol.asyncDispose]();
process.exit(0);
