import type { Changes } from './api/changes';
import type { Blueprints } from './blueprints';
import type { Clouds } from './clouds';
import type { Engines } from './engine';
import type { History } from './history';
import type { HostLogs, HostLooks } from './hosts';
import type { ImageLibrary } from './images';
import type { Instances } from './instances';
import type { Machines } from './machines';
import type { Settings } from './model/settings';
import type { Pools } from './pool';
import type { Reports } from './report';
import type { Supplies } from './supply';
import type { Tasks } from './tasks/tasks';
import type { Terminals } from './terminals';

/** What the API calls: one service a feature. */
export interface Services {
  readonly tasks: Tasks;
  readonly engines: Engines;
  readonly machines: Machines;
  readonly clouds: Omit<Clouds, 'of' | 'secrets' | typeof Symbol.dispose>;
  readonly images: ImageLibrary;
  readonly supplies: Pick<Supplies, 'retry'>;
  readonly blueprints: Blueprints;
  readonly instances: Instances;
  readonly terminals: Pick<Terminals, 'open' | 'input' | 'resize' | 'taken'>;
  readonly pools: Pools;
  readonly hostLooks: HostLooks;
  readonly hostLogs: Pick<HostLogs, 'read'>;
  readonly settings: SettingsService;
  readonly history: Pick<History, 'pool'>;
  readonly reports: Reports;
  readonly changes: Changes;
}

export interface SettingsService {
  get(): Settings;
  change(changes: Partial<Settings>): Settings;
}
