import { create } from 'zustand';
import type { AtStake, ShellRequest } from '../../driver/api/shell';
import { openReport } from '../report/reportDialog';
import { api } from '../state/api';
import { show } from '../state/navigation';
import { notifyError } from '../ui/notify';

/** The dialogs that can come up over any screen. */
interface Dialogs {
  palette: boolean;
  selfTest: boolean;
  /** What was at stake when somebody asked to quit, and what is ended first; absent: nobody did. */
  quit: { stake: AtStake; ending?: 'instances' | 'pools' } | undefined;
}

export const useDialogs = create<Dialogs>()(() => ({ palette: false, selfTest: false, quit: undefined }));

export function openPalette(): void {
  useDialogs.setState({ palette: true });
}

export function openSelfTest(): void {
  useDialogs.setState({ selfTest: true });
}

/** Follows what the menu, the tray and the system ask of the window; answers with how to stop. */
export function followShellRequests(): () => void {
  const subscription = api.shell.requests.subscribe(undefined, {
    onData: answerRequest,
    onError: notifyError,
  });
  return () => subscription.unsubscribe();
}

function answerRequest(request: ShellRequest): void {
  switch (request.type) {
    case 'navigate':
      show(request.to);
      break;
    case 'palette':
      openPalette();
      break;
    case 'self-test':
      openSelfTest();
      break;
    case 'report':
      openReport();
      break;
    case 'quit-asked':
      useDialogs.setState({ quit: { stake: request.stake } });
  }
}
