import { useEffect, useState } from 'react';
import type { ErrorValue } from '../../driver/model/errors';
import { api, errorOf, wasCancelled } from '../state/api';

/** The line for authorized_keys by which a pool's machines let Rockpool in; neither is there while it is being asked for. */
export function usePublicKey(poolId: string): { line?: string; error?: ErrorValue } {
  const [known, setKnown] = useState<{ line?: string; error?: ErrorValue }>({});
  useEffect(() => {
    const stop = new AbortController();
    api.machines.publicKey.query({ poolId }, { signal: stop.signal }).then(
      line => setKnown({ line }),
      thrown => {
        if (!wasCancelled(thrown)) setKnown({ error: errorOf(thrown) });
      },
    );
    return () => stop.abort();
  }, [poolId]);
  return known;
}

/** What lets a key in, to be run on the machine as the user that Rockpool logs in as. */
export function admittingCommand(line: string): string {
  const quoted = `'${line.trim().replaceAll("'", "'\\''")}'`;
  // The file may end without a line's end.
  return `umask 077; mkdir -p ~/.ssh; printf '\\n%s\\n' ${quoted} >> ~/.ssh/authorized_keys`;
}
