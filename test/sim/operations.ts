import type { PoolConfig } from '../../driver/model/pool';
import { arm } from './ambush';
import { conditionNames } from './cells';
import { forgetGone } from './cloud/nobodys';
import { cloudOperations } from './cloud/operations';
import { crash, mishap, pick, sleep, startLater } from './events';
import { flavorConfig, flavors } from './flavors';
import { intrude, withdraw } from './foreign';
import { judge, lookAt, use } from './people';
import { blueprintIds } from './samples';
import type { Scene } from './scene';
import type { Step } from './script';
import type { Rockpool, Workstation } from './workstation';

/** What can happen in a history, by whoever does it. */
const operations = {
  launch(scene, [which, many]) {
    ask(scene, which, ({ instances }, user) => {
      const count = many < 0.7 ? 1 : Math.ceil((many - 0.7) * 20);
      for (let i = 0; i < count; i += 1) {
        const blueprintId = pick(blueprintIds, user) ?? 'small';
        instances.launch({
          blueprintId,
          userId: 'ada',
          requestId: `${scene.clock.monotonic()}-${i}-${user}`,
        });
      }
    });
  },
  destroy(scene, [which, many]) {
    ask(scene, which, ({ instances, store }, at) => {
      const live = store.instances.all().filter(({ endedAt }) => endedAt === undefined);
      const chosen = many > 0.9 ? live : [pick(live, at)];
      const ids = chosen.flatMap(one => (one ? [one.id] : []));
      for (const id of ids) scene.book.unwanted.add(id);
      instances.destroy(ids);
    });
  },
  extend(scene, [which, minutes]) {
    ask(scene, which, ({ instances, store }, at) => {
      const one = pick(
        store.instances.all().filter(({ expiresAt }) => expiresAt !== undefined),
        at,
      );
      if (one) instances.extend(one.id, Math.ceil(minutes * 30));
    });
  },
  look(scene, [which, how]) {
    ask(scene, which, (rockpool, at) => {
      const one = pick(
        rockpool.store.instances.all().filter(({ state }) => state === 'running'),
        at,
      );
      if (one) lookAt(scene, rockpool, one, how < 0.5 ? 'facts' : 'log', how * 20_000);
    });
  },
  configure(scene, [which, what, value]) {
    const changes = pick(configurations, what)?.(value) ?? {};
    ask(scene, which, ({ pools, store }) => {
      const [pool] = store.pools.all();
      if (pool) pools.configure(pool.id, changes);
    });
  },
  order(scene, [which, what, at]) {
    ask(scene, which, ({ pools, store }) => {
      const host = pick(
        store.hosts.all().filter(({ phase }) => phase !== 'removed'),
        at,
      );
      if (!host) return;
      const { hosts } = pools;
      if (what < 0.2) hosts.order([host.id], 'drain');
      else if (what < 0.35) hosts.order([host.id], 'replace');
      else if (what < 0.45) {
        scene.book.condemned.add(host.id);
        hosts.order([host.id], 'remove');
      } else if (what < 0.65) hosts.withdraw([host.id]);
      else if (what < 0.75) hosts.cordon([host.id], true);
      else if (what < 0.9) hosts.cordon([host.id], false);
      else hosts.set(host.id, { slots: what < 0.95 ? null : Math.ceil(at * 10) });
    });
  },
  fault({ simulator, book }, [name, how, at]) {
    const fault = pick(conditionNames, name) ?? 'apiErrors';
    const host = at < 0.5 ? pick([...book.hosts.values()], at * 2) : undefined;
    const limit = how < 0.5 ? { times: Math.ceil(how * 8) } : {};
    const forMs = Math.round(500 * 400 ** how);
    simulator.inject({ name: fault, forMs, ...limit, ...(host ? { hostId: host.id } : {}) });
  },
  heal({ simulator }) {
    simulator.clear();
    simulator.configure({ failureRates: {}, quota: 100 });
  },
  rates({ simulator }, [boot, api, app]) {
    const rate = (lot: number) => (lot < 0.6 ? 0 : (lot - 0.6) / 2);
    simulator.configure({
      failureRates: { boot: rate(boot), api: rate(api), engine: rate(1 - api), app: rate(app) },
    });
  },
  quota({ simulator }, [many]) {
    simulator.configure({ quota: Math.floor(many * 8) });
  },
  hostDies: ({ simulator, book }, [at]) => mishap(simulator, 'hostDies', pick([...book.hosts.keys()], at)),
  hostVanishes: ({ simulator, book }, [at]) =>
    mishap(simulator, 'hostVanishes', pick([...book.hosts.keys()], at)),
  containerDies: ({ simulator, book }, [at]) =>
    mishap(simulator, 'containerDies', pick([...book.hosts.keys()], at)),
  clockJumps({ simulator }, [far, back]) {
    const jumpMs = Math.round(1_000 * 7_200 ** far);
    simulator.inject({ name: 'clockJumps', jumpMs: back < 0.5 ? -jumpMs : jumpMs });
  },
  crash: (scene, [which, later]) => crash(scene, who(scene, which), later),
  restart(scene, [which, later]) {
    const one = who(scene, which);
    if (!one.rockpool) return;
    scene.note(`${one.controllerId} is closed`);
    void one.stop().then(() => startLater(scene, one, later));
  },
  loseState(scene, [which, later]) {
    const one = who(scene, which);
    if (!one.rockpool) return;
    scene.note(`${one.controllerId} loses its state`);
    crash(scene, one, later);
    one.loseState();
    forgetGone(scene, one.controllerId);
    scene.book.forgetRecords(one.controllerId);
  },
  takeOver(scene, [which, long]) {
    ask(scene, which, ({ pools, store }) => {
      const [pool] = store.pools.all();
      const lease = pools.plans()[0]?.lease;
      if (!pool || lease?.state !== 'other') return;
      const abort = new AbortController();
      scene.clock.timer(5_000 + long * 60_000, () => abort.abort());
      pools.takeOver(pool.id, { signal: abort.signal }).catch(error => judge(scene, error));
    });
  },
  tidy(scene, [which]) {
    ask(scene, which, ({ pools, store }) => {
      for (const { id } of store.pools.all()) pools.removeLeftovers(id);
    });
  },
  intrude: (scene, [, at]) => intrude(scene, at),
  withdraw: scene => withdraw(scene),
  sleep: (scene, [which, long]) => sleep(scene, who(scene, which), long),
  ambush: (scene, lots, cell) => arm(scene, cell, lots),
  wait() {},
} satisfies Record<string, Operation>;

type Operation = (scene: Scene, lots: Step['with'], cell?: string) => void;
export type OperationName = keyof typeof operations;
export const operationNames = Object.keys(operations) as [OperationName, ...OperationName[]];

export function perform({ what, with: lots, cell }: Omit<Step, 'waitMs'>, scene: Scene): void {
  scene.note(`· ${what}`);
  const operation: Operation = { ...operations, ...cloudOperations }[what];
  operation(scene, lots, cell);
}

/** What an admin changes, each by one number. */
const configurations: readonly ((lot: number) => Partial<PoolConfig>)[] = [
  lot => ({ DD_MAX_HOSTS: 1 + Math.floor(lot * 6) }),
  lot => ({ DD_FREE_SLOT_TARGET: Math.floor(lot * 9) }),
  lot => ({ DD_SHUTDOWN_MODE: lot < 0.5 }),
  () => ({ DD_SHUTDOWN_MODE: false }),
  lot => flavorConfig(pick(flavors, lot) ?? flavors[0]),
  lot => ({ DD_HOST_LIFETIME: pick(['0m', '10m', '1h'], lot) ?? '0m' }),
  lot => ({ DD_HOST_LOST_AFTER: pick(['1m', '3m', '10m'], lot) ?? '3m' }),
  lot => ({ DD_MAX_HOST_ERRORS: Math.floor(lot * 6) }),
  lot => ({ DD_REMOVE_LEFTOVERS: lot < 0.7 }),
];

function who({ workstations }: Scene, lot: number): Workstation {
  const one = pick(workstations, lot);
  if (!one) throw new Error('There is no workstation.');
  return one;
}

/** Somebody does something in the window, where there is one. `lot` is what is left of the number for the rest. */
function ask(scene: Scene, lot: number, what: (rockpool: Rockpool, lot: number) => void): void {
  const { rockpool } = who(scene, lot);
  const rest = (lot * scene.workstations.length) % 1;
  use(scene, rockpool, one => what(one, rest));
}
