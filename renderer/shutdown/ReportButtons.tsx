import { Button, Group } from '@mantine/core';
import { IconCopy, IconDeviceFloppy } from '@tabler/icons-react';
import type { Pool } from '../../driver/model/pool';
import type { ShutdownReport } from '../../driver/model/shutdown';
import { reportText } from '../../driver/model/shutdownText';
import { api } from '../state/api';
import { attempt, notifyDone } from '../ui/notify';
import { saveText } from '../ui/saveText';
import { timeOf } from './times';

/** Takes a report along: to the clipboard, or into a file. */
export function ReportButtons({ pool, report }: { pool: Pool; report: ShutdownReport }) {
  const text = () => reportText(report, pool.name, timeOf);
  async function copy() {
    if (await attempt(api.shell.copyText.mutate({ text: text() })))
      notifyDone('The report is on the clipboard.');
  }
  function save() {
    const day = new Date(report.madeAt).toISOString().slice(0, 10);
    const fileName = `${pool.name}-shutdown-${day}.txt`;
    return saveText({ title: 'Save the report', fileName, text: text() }, 'The report is');
  }
  return (
    <Group gap="xs">
      <Button variant="default" leftSection={<IconCopy size={16} aria-hidden />} onClick={() => void copy()}>
        Copy report
      </Button>
      <Button
        variant="default"
        leftSection={<IconDeviceFloppy size={16} aria-hidden />}
        onClick={() => void save()}
      >
        Save report…
      </Button>
    </Group>
  );
}
