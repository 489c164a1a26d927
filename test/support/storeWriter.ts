/**
 * Writes to a state without end, to be killed. Each step writes the same number into two records, as a transaction or as
 * a note that is waited for, and then says on stdout that it is durable. Argument: data folder.
 */
import { writeSync } from 'node:fs';
import { settingsSchema } from '../../driver/model/settings';
import { openStore } from '../../driver/store/store';
import { systemClock } from '../../driver/system';

const [, , dataDir = ''] = process.argv;
const store = openStore(dataDir, systemClock.now());
const base = settingsSchema.parse({});
const first = Number(store.settings.get('one')?.imageDirectory ?? 0) + 1;

for (let step = first; ; step += 1) {
  const both = () => {
    for (const id of ['one', 'other']) store.settings.put(id, { ...base, imageDirectory: String(step) });
  };
  if (step % 2 === 0) store.transaction(both);
  else {
    store.note(both);
    await store.durable();
  }
  // Nothing of it waits in this process when it is killed.
  writeSync(1, `${step}\n`);
}
