/** `npm run lint`: who may import whom, and no clock or random of its own in the driver. A folder may be named. */
import { checkHouseRules } from './lib/houseRules/check.mjs';
import { root } from './lib/paths.mjs';
import { runMain, say } from './lib/say.mjs';

await runMain(async () => {
  const { files, violations } = checkHouseRules(process.argv[2] ?? root);
  for (const { file, line, what } of violations) say(`${file}:${line} ${what}`);
  say(`House rules: ${files} files read, ${violations.length} violations.`);
  // No files means that the check looked in the wrong place.
  return files > 0 && violations.length === 0 ? 0 : 1;
});
