/**
 * The backend in a process of its own that launches and destroys without end, to be killed. Says on stdout what its
 * callers were told: `launched ID`, `destroying ID`. Arguments: data folder, engine's address, blueprint.
 */
import { systemClock, systemRandom } from '../../driver/system';
import { startTestRockpool } from './rockpool';

const [, , dataDir = '', engineUrl = '', blueprintId = ''] = process.argv;
const pool = await startTestRockpool(engineUrl, { dataDir });
const { instances } = pool.rockpool.services;
/** A caller is told of what outlives this process. */
async function tell(what: string, id: string): Promise<void> {
  await instances.durable();
  console.log(`${what} ${id}`);
}
const live = () =>
  Object.values(pool.state().instances).filter(
    ({ state }) => state === 'running' || state === 'queueing' || state === 'provisioning',
  );

for (;;) {
  if (live().length < 4) await tell('launched', pool.launch(blueprintId).id);
  await systemClock.sleep(systemRandom.float() * 300);
  const some = live()[Math.floor(systemRandom.float() * 6)];
  if (some) {
    instances.destroy([some.id]);
    await tell('destroying', some.id);
  }
  await systemClock.sleep(systemRandom.float() * 300);
}
