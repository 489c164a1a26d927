import type { Disposer } from '../model/clock';
import type { Store } from '../store/store';
import type { HostLogs } from './logs';

/** Events about hosts go into their logs, and with a host that is forgotten goes its log. */
export function followStore(logs: HostLogs, store: Store): Disposer {
  const keepThose = () => void logs.keepOnly(new Set(store.hosts.all().map(({ id }) => id)));
  keepThose();
  return store.onCommit(({ events, hosts }) => {
    for (const { hostId, level, text } of Object.values(events?.put ?? {})) {
      if (hostId !== undefined) logs.note(hostId, level, text);
    }
    if (hosts?.removed?.length) keepThose();
  });
}
