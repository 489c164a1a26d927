import { create } from 'zustand';
import type { HostKey, LabMachine } from '../../driver/model/labMachine';

/** A key that a machine shows, and that is to be compared. */
export interface ShownKey {
  machine: LabMachine;
  shown: HostKey;
}

/** The key that the dialog of the screen asks about; absent: it is closed. */
export const useKeyQuestion = create<{ asked: ShownKey | undefined }>()(() => ({ asked: undefined }));

export function askAboutKey(asked: ShownKey | undefined): void {
  useKeyQuestion.setState({ asked });
}
