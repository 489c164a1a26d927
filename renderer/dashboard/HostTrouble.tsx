import { useRecords } from '../state/store';
import { ErrorPanel } from '../ui/ErrorPanel';

/** Says why a host doesn't answer and what to do, where its instances are looked at. */
export function HostTrouble() {
  const hosts = useRecords('hosts', host => host.unreachable !== undefined && host.phase !== 'removed');
  return hosts.map(({ id, unreachable }) => unreachable && <ErrorPanel key={id} error={unreachable.error} />);
}
