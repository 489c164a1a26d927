import { AppShell, Center, Loader } from '@mantine/core';
import { Suspense, useEffect } from 'react';
import { screens } from '../screens';
import { show, useNavigation } from '../state/navigation';
import { useModel } from '../state/store';
import { ConfirmDialog } from '../ui/confirm';
import { Header } from './Header';
import { Navigation } from './Navigation';

/** What surrounds every screen: header, navigation, and the dialogs that can come up anywhere. */
export function Frame() {
  const view = useNavigation(navigation => navigation.view);
  const welcomeDone = useModel(state => state.settings.settings?.welcomeDone ?? false);
  useEffect(() => {
    if (!view) show(welcomeDone ? 'dashboard' : 'welcome');
  }, [view, welcomeDone]);

  const Screen = view && screens[view.screen];
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 'var(--rockpool-navigation-width)', breakpoint: 0 }}
      padding={0}
    >
      <AppShell.Header>
        <Header />
      </AppShell.Header>
      <AppShell.Navbar component="nav" aria-label="Screens">
        <Navigation />
      </AppShell.Navbar>
      <AppShell.Main className="screen">
        <Suspense fallback={<Waiting />}>{Screen && <Screen />}</Suspense>
      </AppShell.Main>
      <ConfirmDialog />
    </AppShell>
  );
}

function Waiting() {
  return (
    <Center h={240}>
      <Loader size="sm" aria-label="Loading the screen" />
    </Center>
  );
}
