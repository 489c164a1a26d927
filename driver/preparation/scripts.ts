import { createHash } from 'node:crypto';
import { RockpoolError } from '../model/errors';
import { isDiskName } from '../model/poolConfig';
import { quoted } from '../ssh';
import * as say from './messages';
import type { PreparationOptions } from './port';

const files = import.meta.glob<string>('./steps/**/*.{sh,awk}', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** Scripts by their path below `steps/`. */
const scripts = new Map(
  Object.entries(files).map(([file, text]) => [file.replace('./steps/', ''), text] as const),
);
/** Another one as soon as hosts are prepared otherwise. */
export const preparationVersion = createHash('sha256')
  .update(JSON.stringify([...scripts].sort(([a], [b]) => (a < b ? -1 : 1))))
  .digest('hex')
  .slice(0, 16);

const KEPT_LOG_BYTES = 1_000_000;

/** The steps in their order, each with what its file says that it is. */
export const steps: readonly { name: string; title: string }[] = [...scripts]
  .filter(([file]) => /^\d/.test(file))
  .map(([file, text]) => ({
    name: file.replace('.sh', ''),
    title: /^# Step: (.*)$/m.exec(text)?.[1] ?? file,
  }))
  .sort((a, b) => (a.name < b.name ? -1 : 1));

/**
 * A script for `asRoot` that lays all steps down in a folder of its own in memory, so that a full disk doesn't matter (it
 * would to here-documents, which an older bash keeps in /tmp), and runs them. They go on to their end where the connection breaks: half an installation is worse than one that nobody watches.
 * @param now the workstation's time, ms since the epoch
 * @throws RockpoolError PREPARATION_DEVICE_NAME
 */
export function preparationScript(user: string, options: PreparationOptions, now: number): string {
  const { dataDevice = '', gpu, swapMiB } = options;
  if (dataDevice && !isDiskName(dataDevice)) throw new RockpoolError(say.badDeviceName(dataDevice));
  const settings = {
    ROCKPOOL_USER: user,
    ROCKPOOL_DEVICE: dataDevice,
    ROCKPOOL_SWAP_MIB: String(swapMiB),
    ROCKPOOL_GPU: gpu ? '1' : '0',
    ROCKPOOL_NOW: String(Math.round(now / 1000)),
  };
  return [
    // What this connection may do; who joins a group may it only on the next.
    `printf '@rockpool\\tgroups\\t%s\\n' "$1"`,
    'umask 022',
    'dir=$(mktemp -d /run/rockpool.XXXXXX) || exit 1',
    `trap 'rm -rf "$dir"' EXIT`,
    'mkdir "$dir/host"',
    ...[...scripts].map(([file, text]) => `printf %s ${quoted(text)} >"$dir/${file}" || exit 1`),
    ...Object.entries(settings).map(([name, value]) => `export ${name}=${quoted(value)}`),
    'log=/var/log/rockpool-preparation.log',
    `if [ "$(stat -c %s "$log" 2>/dev/null || echo 0)" -gt ${KEPT_LOG_BYTES} ]; then rm -f "$log"; fi`,
    // With -p it goes on where nobody reads any more; of a full disk it may complain to nobody.
    'bash "$dir/run.sh" </dev/null 2>&1 | tee -p -a "$log" 2>/dev/null',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell's
    'exit "${PIPESTATUS[0]}"',
    '',
  ].join('\n');
}
