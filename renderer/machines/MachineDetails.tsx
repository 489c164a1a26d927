import { Button, Group, Loader, Stack, Text, Title } from '@mantine/core';
import { CopyButton } from '../ui/CopyButton';
import { DetailsDrawer } from '../ui/DetailsDrawer';
import { ErrorPanel } from '../ui/ErrorPanel';
import { Facts } from '../ui/Facts';
import { CheckList } from './CheckList';
import { KeyButton } from './KeyButton';
import { type MachineRow, slotsText } from './machineRows';
import { PoolKey } from './PoolKey';
import { Elapsed, StandingText, TestText } from './Standings';
import { cancelTests, testMachines } from './testing';
import { wayText } from './ways';

interface MachineDetailsProps {
  /** Absent: closed. */
  row: MachineRow | undefined;
  onClose: () => void;
  onEdit: (row: MachineRow) => void;
  onRemove: (row: MachineRow) => void;
}

/** One machine: what it is, and how it was found to be. */
export function MachineDetails({ row, onClose, ...rest }: MachineDetailsProps) {
  return (
    <DetailsDrawer title={row?.place} onClose={onClose}>
      {row && <Details row={row} {...rest} />}
    </DetailsDrawer>
  );
}

function Details({ row, onEdit, onRemove }: Omit<MachineDetailsProps, 'onClose'> & { row: MachineRow }) {
  const { machine, standing, test, jump } = row;
  const last = test?.last;
  const isRefused = last?.checks.some(({ name, state }) => name === 'login' && state === 'failed') ?? false;
  return (
    <Stack gap="md">
      <Group gap="sm">
        <StandingText standing={standing} />
        {machine.label && <Text size="sm">{machine.label}</Text>}
      </Group>
      <Group gap="xs">
        {test?.state ? (
          <Button size="xs" variant="default" onClick={() => cancelTests([machine.id])}>
            Cancel the test
          </Button>
        ) : (
          <Button size="xs" variant="default" onClick={() => void testMachines([machine])}>
            Test connection
          </Button>
        )}
        <KeyButton row={row} />
        <Button size="xs" variant="default" onClick={() => onEdit(row)}>
          Edit…
        </Button>
        <Button size="xs" variant="default" onClick={() => onRemove(row)}>
          Remove…
        </Button>
      </Group>
      <Stack gap={4} component="section" aria-label="Test">
        <Group justify="space-between" gap="sm">
          <Title order={3}>Test</Title>
          <div>
            {test?.state && (
              <Text size="sm" component="div">
                <Group gap={6}>
                  <Loader size={14} aria-hidden />
                  <Elapsed test={test} />
                </Group>
              </Text>
            )}
            <div role="status">{test && !test.state && <TestText row={row} />}</div>
          </div>
        </Group>
        {last?.error && !test?.state ? (
          <ErrorPanel error={last.error} onRetry={() => void testMachines([machine])} />
        ) : (
          <CheckList
            checks={(test?.state ? test.now : last?.checks) ?? []}
            busy={test?.state !== undefined}
          />
        )}
      </Stack>
      {isRefused && !test?.state && machine.login.kind === 'pool' && (
        <Stack gap="xs" component="section" aria-label="How it lets Rockpool in">
          <Title order={3}>How it lets Rockpool in</Title>
          <PoolKey poolId={machine.poolId} />
        </Stack>
      )}
      <Facts
        label="Machine"
        rows={[
          ['Slots', slotsText(row)],
          ['Way in', wayText(machine, jump)],
          [
            'Confirmed key',
            machine.hostKeys.length === 0
              ? 'none yet'
              : machine.hostKeys.map(({ type, fingerprint }) => (
                  <Group key={fingerprint} gap={4} wrap="nowrap">
                    <span>
                      {fingerprint} ({type})
                    </span>
                    <CopyButton text={fingerprint} what="the fingerprint" />
                  </Group>
                )),
          ],
          ['Added', new Date(machine.addedAt).toLocaleString()],
        ]}
      />
    </Stack>
  );
}
