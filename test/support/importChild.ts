import { openImageLibrary } from '../../driver/images';
import { openStore } from '../../driver/store/store';
import { systemClock, systemRandom } from '../../driver/system';
import { createTasks } from '../../driver/tasks/tasks';
import { silentLog } from './fakeClock';

/** A process to be killed: imports files (arguments: data folder, image directory, files), and says what is done. */
const [dataDir = '', directory = '', ...files] = process.argv.slice(2);
const shared = { clock: systemClock, random: systemRandom, log: silentLog };
const store = openStore(dataDir, systemClock.now());
const tasks = createTasks(shared);
tasks.onChange(diff => {
  for (const task of Object.values(diff.tasks?.put ?? {})) {
    if (task.state === 'done') process.stdout.write(`${task.result}\n`);
  }
});
const library = await openImageLibrary({
  ...shared,
  store,
  tasks,
  directory,
  architecture: () => 'amd64',
  usedBy: () => [],
});
process.stdout.write('ready\n');
library.importFiles(files);
