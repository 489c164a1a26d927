import { create } from 'zustand';

interface ReportDialogState {
  opened: boolean;
  /** The task that writes the report that it is about. */
  taskId: string | undefined;
  /** Names are replaced in it. */
  placeholders: boolean;
}

export const useReportDialog = create<ReportDialogState>()(() => ({
  opened: false,
  taskId: undefined,
  placeholders: true,
}));

/** Opens the dialog; what is being saved is shown, what was saved before is not. */
export function openReport(): void {
  useReportDialog.setState({ opened: true });
}

export function closeReport(): void {
  useReportDialog.setState({ opened: false });
}
