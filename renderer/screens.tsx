import { type ComponentType, lazy } from 'react';
import { Dashboard } from './dashboard/Dashboard';
import type { ScreenName } from './state/navigation';
import { Welcome } from './welcome/Welcome';

/** What is shown at the start is part of the first file that is read; the rest comes when it is asked for. */
export const screens: Record<ScreenName, ComponentType> = {
  welcome: Welcome,
  dashboard: Dashboard,
  images: lazy(() => import('./images/Images').then(module => ({ default: module.Images }))),
  configure: lazy(() => import('./configure/Configure').then(module => ({ default: module.Configure }))),
  browser: lazy(() => import('./browser/Browser').then(module => ({ default: module.Browser }))),
  'driver-configs': lazy(() =>
    import('./driver-configs/DriverConfigs').then(module => ({ default: module.DriverConfigs })),
  ),
  'driver-hosts': lazy(() =>
    import('./driver-hosts/DriverHosts').then(module => ({ default: module.DriverHosts })),
  ),
  settings: lazy(() => import('./settings/Settings').then(module => ({ default: module.Settings }))),
  activity: lazy(() => import('./activity/Activity').then(module => ({ default: module.Activity }))),
};
