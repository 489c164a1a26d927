import { create } from 'zustand';

/** Whether the dialog is open, and the task that writes the report that it is about. */
export const useReportDialog = create<{ opened: boolean; taskId: string | undefined }>()(() => ({
  opened: false,
  taskId: undefined,
}));

/** Opens the dialog; what is being saved is shown, what was saved before is not. */
export function openReport(): void {
  useReportDialog.setState({ opened: true });
}

export function closeReport(): void {
  useReportDialog.setState({ opened: false });
}
