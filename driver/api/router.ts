import { blueprintsApi } from './blueprints';
import { cloudsApi } from './clouds';
import { enginesApi } from './engines';
import { historyApi } from './history';
import { hostsApi } from './hosts';
import { imagesApi } from './images';
import { instancesApi } from './instances';
import { machinesApi } from './machines';
import { poolsApi } from './pools';
import { reportsApi } from './reports';
import { settingsApi } from './settings';
import { shellApi } from './shellApi';
import { tasksApi } from './tasks';
import { templatesApi } from './templates';
import { terminalsApi } from './terminals';
import { never, procedure, router } from './trpc';

/** The one API: what the window and the command line can ask. */
export const appRouter = router({
  /** The state: a snapshot, then numbered diffs. */
  changes: procedure.subscription(({ ctx, signal }) => ctx.services.changes.stream(signal ?? never)),
  engines: enginesApi,
  machines: machinesApi,
  clouds: cloudsApi,
  pools: poolsApi,
  hosts: hostsApi,
  images: imagesApi,
  templates: templatesApi,
  blueprints: blueprintsApi,
  instances: instancesApi,
  terminals: terminalsApi,
  tasks: tasksApi,
  settings: settingsApi,
  history: historyApi,
  reports: reportsApi,
  shell: shellApi,
});
export type AppRouter = typeof appRouter;
