import { create } from 'zustand';
import type { JumpHost } from '../../driver/model/jumpHost';
import type { HostKey, LabMachine } from '../../driver/model/labMachine';

/** A key that a machine, or a jump host, shows, and that is to be compared. */
export type ShownKey =
  | { kind: 'machine'; asked: LabMachine; shown: HostKey }
  | { kind: 'jump'; asked: JumpHost; shown: HostKey };

/** The key that the dialog of the screen asks about; absent: it is closed. */
export const useKeyQuestion = create<{ question: ShownKey | undefined }>()(() => ({ question: undefined }));

export function askAboutKey(question: ShownKey | undefined): void {
  useKeyQuestion.setState({ question });
}
