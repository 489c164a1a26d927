import { List, Stack, Text } from '@mantine/core';
import type { Host, HostOrder } from '../../driver/model/host';
import { type Instance, isLive } from '../../driver/model/instance';
import { hasManyHosts } from '../../driver/model/pool';
import type { State } from '../../driver/model/state';
import { api } from '../state/api';
import { currentState } from '../state/store';
import { confirm } from '../ui/confirm';
import { attempt, notifyDone } from '../ui/notify';

type Order = Exclude<HostOrder, 'prepare'>;
export type HostAction = HostOrder | 'withdraw' | 'cordon' | 'uncordon';

/** How many names a question lists. */
const LISTED = 8;

/** What can be done with a host as it is now. */
export function actionsFor(host: Host, pools: State['pools']): HostAction[] {
  const { phase, wish, cordoned } = host;
  if (phase === 'removing' || phase === 'removed') return [];
  const pool = pools[host.poolId];
  const orders: Order[] = pool && hasManyHosts(pool.provider) ? ['drain', 'replace', 'remove'] : [];
  return [
    cordoned ? 'uncordon' : 'cordon',
    ...(wish ? (['withdraw'] as const) : []),
    ...(phase === 'active' && !wish ? (['prepare'] as const) : []),
    ...orders.filter(order => order !== wish?.what),
  ];
}

export const actionNames: Record<HostAction, string> = {
  cordon: 'Cordon',
  uncordon: 'Uncordon',
  prepare: 'Prepare again',
  drain: 'Drain',
  replace: 'Replace',
  remove: 'Remove',
  withdraw: 'Withdraw the order',
};

/** For one host, and for many. */
const consequences: Record<Order, [string, string]> = {
  drain: [
    'Nothing new is launched there, and it goes once its instances have ended.',
    'Nothing new is launched there, and each goes once its instances have ended.',
  ],
  replace: [
    'Another host comes first; then nothing new is launched on this one, and it goes once it is empty.',
    'Others come first; then nothing new is launched on these, and each goes once it is empty.',
  ],
  remove: ['It goes at once, with everything on it.', 'They go at once, with everything on them.'],
};

/** Does it with those hosts that it can be done with; asks where something would be lost. */
export async function run(action: HostAction, hosts: readonly Host[]): Promise<boolean> {
  const { pools, instances } = currentState();
  const meant = hosts.filter(host => actionsFor(host, pools).includes(action));
  const ids = meant.map(({ id }) => id);
  const what = meant.length === 1 ? (meant[0]?.name ?? '') : `${meant.length} hosts`;
  const isOne = meant.length === 1;
  if (ids.length === 0) return false;
  switch (action) {
    case 'cordon':
    case 'uncordon': {
      const cordoned = action === 'cordon';
      if (!(await attempt(api.hosts.cordon.mutate({ ids, cordoned })))) return false;
      const undo = () => void attempt(api.hosts.cordon.mutate({ ids, cordoned: !cordoned }));
      notifyDone(
        cordoned ? `Nothing is launched on ${what} any more.` : `${what} takes launches again.`,
        undo,
      );
      return true;
    }
    case 'withdraw':
      if (!(await attempt(api.hosts.withdraw.mutate({ ids })))) return false;
      notifyDone(`Withdrawn: what was ordered about ${what}. The pool may still have a reason of its own.`);
      return true;
    case 'prepare':
      if (!(await attempt(api.hosts.order.mutate({ ids, what: 'prepare' })))) return false;
      notifyDone(
        `Prepare again: ${what}. Nothing is launched there meanwhile; what runs goes on.`,
        () => void attempt(api.hosts.withdraw.mutate({ ids })),
      );
      return true;
    default: {
      const lost = Object.values(instances).filter(
        one => isLive(one) && one.hostId && ids.includes(one.hostId),
      );
      if (
        !(await asked(action, what, isOne, lost)) ||
        !(await attempt(api.hosts.order.mutate({ ids, what: action })))
      ) {
        return false;
      }
      // What is removed is gone before anybody could take it back.
      const undo = action === 'remove' ? undefined : () => void attempt(api.hosts.withdraw.mutate({ ids }));
      notifyDone(`${actionNames[action]}: ${what}.`, undo);
      return true;
    }
  }
}

function asked(order: Order, what: string, isOne: boolean, on: readonly Instance[]): Promise<boolean> {
  const ends = order === 'remove';
  return confirm({
    title: `${actionNames[order]} ${what}?`,
    body: (
      <Stack gap="xs">
        <Text size="sm">{consequences[order][isOne ? 0 : 1]}</Text>
        {on.length > 0 && (
          <>
            <Text size="sm" fw={600}>
              {ends
                ? `${count(on.length)} and every file in ${on.length === 1 ? 'it' : 'them'} would be lost:`
                : `${count(on.length)} may go on to the end of ${on.length === 1 ? 'its' : 'their'} life-time:`}
            </Text>
            <List size="sm">
              {on.slice(0, LISTED).map(({ id, name, config, userId }) => (
                <List.Item key={id}>
                  {name} ({config.name}, {userId})
                </List.Item>
              ))}
              {on.length > LISTED && <List.Item>and {on.length - LISTED} more</List.Item>}
            </List>
          </>
        )}
        {on.length === 0 && <Text size="sm">No instance is on {isOne ? 'it' : 'them'}.</Text>}
        {ends && <Text size="sm">This can't be undone.</Text>}
      </Stack>
    ),
    action: `${actionNames[order]} ${what}`,
    destructive: ends,
  });
}

function count(instances: number): string {
  return instances === 1 ? '1 instance' : `${instances} instances`;
}
