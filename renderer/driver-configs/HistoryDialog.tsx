import { Button, Group, Stack, Text } from '@mantine/core';
import { type ConfigChange, revertOf } from '../../driver/model/configChange';
import type { Pool, PoolConfig } from '../../driver/model/pool';
import { Age } from '../ui/Age';
import { Dialog } from '../ui/Dialog';
import { ChangeList } from './ChangeList';
import { type EditWay, editsTo } from './edits';

interface HistoryDialogProps {
  pool: Pool;
  /** Newest first. */
  history: readonly ConfigChange[];
  opened: boolean;
  onClose: () => void;
  onFill: (values: Partial<PoolConfig>, way: EditWay) => void;
}

const ways: Record<ConfigChange['way'], string> = {
  made: 'made the pool',
  edited: 'edited',
  imported: 'imported',
  reverted: 'reverted',
};

/** What was changed in a pool's settings, by whom and when; each change can be taken back, with a preview. */
export function HistoryDialog({ pool, history, opened, onClose, onFill }: HistoryDialogProps) {
  function revert(change: ConfigChange) {
    onFill(revertOf(change), 'reverted');
    onClose();
  }
  return (
    <Dialog opened={opened} onClose={onClose} title={`Changes of ${pool.name}`} size="lg">
      {history.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing has been changed yet: all settings are as the pool began with them.
        </Text>
      )}
      <Stack component="ol" gap={0} className="history">
        {history.map(change => (
          <HistoryEntry key={change.id} change={change} pool={pool} onRevert={() => revert(change)} />
        ))}
      </Stack>
    </Dialog>
  );
}

function HistoryEntry({
  change,
  pool,
  onRevert,
}: {
  change: ConfigChange;
  pool: Pool;
  onRevert: () => void;
}) {
  const { by, way, at, changes } = change;
  const isUndone = Object.keys(editsTo(revertOf(change), pool)).length === 0;
  return (
    <li>
      <Group justify="space-between" align="flex-start" wrap="nowrap" gap="sm">
        <Stack gap={2} style={{ minWidth: 0 }}>
          <Text size="sm">
            <b>{by}</b> {ways[way]} · <Age at={at} />
          </Text>
          <ChangeList changes={changes} label="Changes" />
        </Stack>
        <Button
          size="compact-sm"
          variant="default"
          disabled={isUndone}
          title={
            isUndone
              ? 'All of it is as it was before this change.'
              : 'Shows what the pool would do before anything is saved.'
          }
          onClick={onRevert}
        >
          Revert…
        </Button>
      </Group>
    </li>
  );
}
