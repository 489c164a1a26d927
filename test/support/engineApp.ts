/** An app with a private engine and a container in it that won't end by itself, to be killed. Arguments: data folder, image archive. */
import { createReadStream } from 'node:fs';
import { createEngines } from '../../driver/engine';
import { systemClock, systemRandom } from '../../driver/system';
import { createTasks } from '../../driver/tasks/tasks';
import { silentLog } from './fakeClock';

const [, , dataDir = '', archive = ''] = process.argv;
const times = { clock: systemClock, random: systemRandom, log: silentLog };
const engines = createEngines({
  ...times,
  env: process.env,
  home: '/nonexistent',
  platform: process.platform,
  tasks: createTasks(times),
  dataDir,
});
const url = (await engines.startPrivateEngine().finished) ?? '';
const engine = engines.connect(url);
await engine.load(createReadStream(archive), {});
const { docker } = engine;
const container = await docker.createContainer({
  Image: 'lab/httpd',
  StopSignal: 'SIGUSR1',
  Cmd: ['sh', '-c', 'trap "" USR1; sleep 1000'],
});
await container.start();
console.log('It runs.');
setInterval(() => undefined, 1000);
