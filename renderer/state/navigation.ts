import { create } from 'zustand';

/** The screens, and what each may be told when it is shown. */
export interface ScreenParams {
  welcome: object;
  dashboard: { instanceId?: string };
  images: { dialog?: 'pull' | 'engine' };
  configure: { dialog?: 'template' | 'blueprint'; templateId?: string; imageId?: string };
  browser: { instanceId?: string };
  /** `name`: what the new pool is called. `machinesOf`: the pool whose machines are shown instead of the settings. */
  'driver-configs': { dialog?: 'new'; name?: string; machinesOf?: string };
  'driver-hosts': { poolId?: string; hostId?: string };
  settings: object;
  activity: { text?: string };
}
export type ScreenName = keyof ScreenParams;
export type View = { [S in ScreenName]: { screen: S; params: ScreenParams[S] } }[ScreenName];

interface Navigation {
  /** Absent until the first state has arrived and says where to begin. */
  view: View | undefined;
}

export const useNavigation = create<Navigation>()(() => ({ view: undefined }));

/**
 * Where the window begins: Welcome until the first instance has run, then the screen it had last, whose name stands
 * in the address (`#images`). The embedded browser's tabs end with the app, so it begins with the Dashboard instead.
 */
export function firstScreen(hash: string, welcomeDone: boolean): ScreenName {
  if (!welcomeDone) return 'welcome';
  return kept.find(screen => `#${screen}` === hash) ?? 'dashboard';
}
const kept = ['dashboard', 'images', 'configure', 'settings', 'activity'] as const;

/** Shows a screen. */
export function show<S extends ScreenName>(screen: S, params: ScreenParams[S] = {}): void {
  useNavigation.setState({ view: { screen, params } as View });
}

/** What the screen was told, if it is the one that is shown. */
export function useParams<S extends ScreenName>(screen: S): ScreenParams[S] {
  const view = useNavigation(navigation => navigation.view);
  return (view?.screen === screen ? view.params : {}) as ScreenParams[S];
}
