import { quoted, type SshConnection } from '../../ssh';

/** Of a volume's id, which hypervisors give on as the serial number of its disk. */
const SERIAL_CHARACTERS = 20;
const VOLUME_ID = /^[0-9a-f-]{20,}$/;
const QUIET_MS = 30_000;
/** It may be there a moment later than the machine. */
const TRIES = 10;

/**
 * Where a volume is on its machine, by its id, whatever letter it has there: a link that holds over reboots where there
 * is one. Undefined where the machine does not know its disks by such numbers.
 */
export async function diskOfVolume(
  connection: SshConnection,
  volumeId: string,
  { signal }: { signal: AbortSignal },
): Promise<string | undefined> {
  if (!VOLUME_ID.test(volumeId)) return undefined;
  const serial = volumeId.slice(0, SERIAL_CHARACTERS);
  const script = `for try in $(seq ${TRIES}); do
    for link in /dev/disk/by-id/*${serial}*; do
      case $link in *-part*) ;; *) [ -b "$link" ] && echo "$link" && exit ;; esac; done
    for file in /sys/block/*/serial; do
      case $(cat "$file" 2>/dev/null) in ${serial}*) file=\${file%/serial}; echo "/dev/\${file##*/}"; exit ;; esac; done
    sleep 1; done`;
  const { stdout } = await connection.run(`sh -c ${quoted(script)}`, { quietMs: QUIET_MS, signal });
  return /^\/dev\/\S+$/m.exec(stdout)?.[0];
}
