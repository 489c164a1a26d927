import { AppShell, Center, Loader } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { lazy, Suspense, useEffect, useState } from 'react';
import { EndingSoon } from '../dashboard/EndingSoon';
import { DropTarget } from '../images/DropTarget';
import { useReportDialog } from '../report/reportDialog';
import { screens } from '../screens';
import { useShutdownDialog } from '../shutdown/shutdownDialog';
import { api } from '../state/api';
import { firstScreen, show, useNavigation } from '../state/navigation';
import { currentState, useModel } from '../state/store';
import { ConfirmDialog } from '../ui/confirm';
import { attempt } from '../ui/notify';
import { doneSteps } from '../welcome/steps';
import { DemoBanner, useIsDemo } from './DemoBanner';
import { followShellRequests, openPalette, useDialogs } from './dialogs';
import { Header } from './Header';
import { Navigation, shortcuts } from './Navigation';
import { QuitDialog } from './QuitDialog';
import { ScreenBoundary } from './ScreenBoundary';
import { SelfTestDialog } from './SelfTestDialog';
import './frame.css';

const readPalette = () => import('./Palette');
const Palette = lazy(readPalette);
const ShutDownDialog = lazy(() =>
  import('../shutdown/ShutDownDialog').then(module => ({ default: module.ShutDownDialog })),
);
const ReportDialog = lazy(() =>
  import('../report/ReportDialog').then(module => ({ default: module.ReportDialog })),
);

const HEADER_PX = 52;
const BANNER_PX = 30;

/** What surrounds every screen: header, navigation, and what can come up anywhere. */
export function Frame() {
  const isDemo = useIsDemo();
  const view = useNavigation(navigation => navigation.view);
  useEffect(() => {
    if (!useNavigation.getState().view) {
      show(firstScreen(location.hash, currentState().settings.settings?.welcomeDone ?? false));
    }
    return followShellRequests();
  }, []);
  // The address says which screen is shown; main keeps it for the next start.
  useEffect(() => {
    if (view) history.replaceState(null, '', `#${view.screen}`);
  }, [view]);
  useWelcomeEnds();
  useHotkeys([['mod+K', openPalette], ...shortcuts], [], true);

  const Screen = view && screens[view.screen];
  return (
    <AppShell
      header={{ height: isDemo ? HEADER_PX + BANNER_PX : HEADER_PX }}
      navbar={{ width: 'var(--rockpool-navigation-width)', breakpoint: 0 }}
      padding={0}
    >
      <AppShell.Header>
        {isDemo && <DemoBanner height={BANNER_PX} />}
        <Header height={HEADER_PX} />
      </AppShell.Header>
      <AppShell.Navbar aria-label="Screens">
        <Navigation />
      </AppShell.Navbar>
      <AppShell.Main className="screen">
        {view && view.screen !== 'browser' && <EndingSoon />}
        <ScreenBoundary key={view?.screen}>
          <Suspense fallback={<Waiting />}>{Screen && <Screen />}</Suspense>
        </ScreenBoundary>
      </AppShell.Main>
      <DropTarget />
      <ConfirmDialog />
      <QuitDialog />
      <LateShutdown />
      <LateReport />
      <SelfTestDialog />
      <LatePalette />
    </AppShell>
  );
}

/** Welcome is the first screen until the first instance has run. */
function useWelcomeEnds(): void {
  const ended = useModel(state => state.settings.settings?.welcomeDone === false && doneSteps(state).launch);
  useEffect(() => {
    if (ended) void attempt(api.settings.change.mutate({ welcomeDone: true }));
  }, [ended]);
}

function LateShutdown() {
  const isWanted = useShutdownDialog(dialog => dialog.poolId !== undefined);
  const isRead = useOnceWanted(isWanted);
  return <Suspense>{isRead && <ShutDownDialog />}</Suspense>;
}

function LateReport() {
  const isRead = useOnceWanted(useReportDialog(dialog => dialog.opened));
  return <Suspense>{isRead && <ReportDialog />}</Suspense>;
}

/** A dialog is read from disk when it is first opened. */
function useOnceWanted(isWanted: boolean): boolean {
  const [wasWanted, setWasWanted] = useState(false);
  useEffect(() => {
    if (isWanted) setWasWanted(true);
  }, [isWanted]);
  return isWanted || wasWanted;
}

/** The palette is read from disk when the window has nothing else to do, and shown from the first time on that it is asked for. */
function LatePalette() {
  const opened = useDialogs(dialogs => dialogs.palette);
  const [wanted, setWanted] = useState(false);
  useEffect(() => {
    const idle = requestIdleCallback(() => void readPalette());
    return () => cancelIdleCallback(idle);
  }, []);
  useEffect(() => {
    if (opened) setWanted(true);
  }, [opened]);
  return <Suspense>{wanted && <Palette />}</Suspense>;
}

function Waiting() {
  return (
    <Center h={240}>
      <Loader size="sm" aria-label="Loading the screen" />
    </Center>
  );
}
