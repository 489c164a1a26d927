import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { Frame } from './frame/Frame';
import { NoConnection } from './frame/NoConnection';
import { useStore } from './state/store';
import { cssVariables, theme } from './theme';

/** Ends left of a form's buttons in a window 800 wide. */
const NOTICE_WIDTH = 330;

/** The window: one theme, and the frame with its screens once the state has arrived. */
export function App() {
  const known = useStore(store => store.sequence >= 0);
  const connected = useStore(store => store.connection.status === 'connected');
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      {/* Bottom left: buttons of dialogs, rows and screens stand right or on top. */}
      <Notifications position="bottom-left" containerWidth={NOTICE_WIDTH} limit={4} />
      {known && connected ? <Frame /> : <NoConnection />}
    </MantineProvider>
  );
}
