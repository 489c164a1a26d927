import { Button } from '@mantine/core';
import type { Host } from '../../driver/model/host';
import { useCollection } from '../state/store';
import { actionNames, actionsFor, type HostAction, run } from './actions';

const order: HostAction[] = ['cordon', 'uncordon', 'prepare', 'withdraw', 'drain', 'replace', 'remove'];

interface HostButtonsProps {
  hosts: readonly Host[];
  onDone?: () => void;
}

/** What can be done with these hosts: a button each, with how many it concerns where that is not all of them. */
export function HostButtons({ hosts, onDone }: HostButtonsProps) {
  const pools = useCollection('pools');
  const possible = hosts.flatMap(host => actionsFor(host, pools));
  return order
    .map(action => ({ action, count: possible.filter(one => one === action).length }))
    .filter(({ count }) => count > 0)
    .map(({ action, count }) => (
      <Button
        key={action}
        size="xs"
        variant={action === 'remove' ? 'light' : 'default'}
        {...(action === 'remove' ? { color: 'red' } : {})}
        onClick={() => void run(action, hosts).then(done => done && onDone?.())}
      >
        {actionNames[action]}
        {count < hosts.length && ` (${count})`}
      </Button>
    ));
}
