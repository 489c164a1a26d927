import { useEffect } from 'react';
import { currentState, useModel } from '../state/store';
import { Dialog } from '../ui/Dialog';
import { AskForReport } from './AskForReport';
import { closeReport, useReportDialog } from './reportDialog';
import { SavingReport } from './SavingReport';

/** Saves a report for support: says what is in it, asks where, and shows how far it is. Closing it stops nothing. */
export function ReportDialog() {
  const { opened, taskId, placeholders } = useReportDialog();
  const task = useModel(state => (taskId === undefined ? undefined : state.tasks[taskId]));
  // Opened again, it asks anew once the last one has ended.
  useEffect(() => {
    const { taskId: last } = useReportDialog.getState();
    const isRunning = last !== undefined && currentState().tasks[last]?.state === 'running';
    if (opened && !isRunning) useReportDialog.setState({ taskId: undefined, placeholders: true });
  }, [opened]);
  const again = () => useReportDialog.setState({ taskId: undefined });
  return (
    <Dialog opened={opened} onClose={closeReport} title="Save a report for support" size="lg">
      {task ? (
        <SavingReport task={task} placeholders={placeholders} onAgain={again} onClose={closeReport} />
      ) : (
        <AskForReport onBegun={id => useReportDialog.setState({ taskId: id })} onClose={closeReport} />
      )}
    </Dialog>
  );
}
