/**
 * What a person types to remove a container of ours.
 * @param containerId absent where the engine's word for it never came: it is found by its mark then
 */
export function removeByHand(engineUrl: string, containerId: string | undefined, instanceId: string): string {
  const docker = `docker -H ${quoted(engineUrl)}`;
  if (containerId !== undefined) return `${docker} rm --force ${containerId}`;
  return `${docker} ps --all --quiet --filter label=rockpool.instance=${instanceId} | xargs --no-run-if-empty ${docker} rm --force`;
}

/** As a shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
