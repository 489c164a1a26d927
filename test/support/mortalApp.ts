/**
 * The backend in a process of its own, to be killed at a call. Arguments: data folder, engine's address, blueprint, and
 * what is asked for: `launch` an instance, or `destroy` all that run. Says on stdout what its callers were told.
 */
import { systemClock } from '../../driver/system';
import { startTestRockpool } from './rockpool';

const [, , dataDir = '', engineUrl = '', blueprintId = '', order = ''] = process.argv;
const pool = await startTestRockpool(engineUrl, { dataDir });
if (order === 'launch') console.log(`launched ${pool.launch(blueprintId).id}`);
else {
  const running = Object.values(pool.state().instances).filter(({ state }) => state === 'running');
  pool.rockpool.services.instances.destroy(running.map(({ id }) => id));
  for (const { id } of running) console.log(`destroying ${id}`);
}
// Its timers keep it alive until it is killed.
for (;;) await systemClock.sleep(1_000);
