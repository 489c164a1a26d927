import { Alert, Button, Group, Stack, Table, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import type { Pool } from '../../driver/model/pool';
import type { ReportedThing, Shutdown } from '../../driver/model/shutdown';
import { pluralOf, thingWords } from '../../driver/model/thing';
import { CallBackButton } from './CallBackButton';
import { ReportButtons } from './ReportButtons';
import { closeShutdown } from './shutdownDialog';
import './shutdown.css';
import { timeOf } from './times';

/** Shown one by one until somebody saves the text, which has all of them. */
const SHOWN = 100;

/** What a pool has had, and that all of it was given back. */
export function ShutdownReport({ pool, shutdown: { report, past } }: { pool: Pool; shutdown: Shutdown }) {
  if (!report) return null;
  return (
    <Stack>
      <Alert color="green" icon={<IconCircleCheck size={18} aria-hidden />} role="status" p="sm">
        {past ? 'Nothing was left: two' : 'Nothing is left. Two'} listings in a row, begun after the last act,
        have shown nothing.{!past && ' The pool takes no instances until it is opened again.'}
      </Alert>
      <Text size="sm" c="dimmed">
        From {timeOf(report.since)} to {timeOf(report.madeAt)}
      </Text>
      {report.counts.length > 0 ? (
        <Table aria-label="Created and given back" verticalSpacing={4} className="numbers report-counts">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>What</Table.Th>
              <Table.Th ta="right">Created</Table.Th>
              <Table.Th ta="right">Given back</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {report.counts.map(({ kind, created, givenBack }) => (
              <Table.Tr key={kind}>
                <Table.Th scope="row" fw={400}>
                  {capitalized(pluralOf(kind))}
                </Table.Th>
                <Table.Td ta="right">{created}</Table.Td>
                <Table.Td ta="right">{givenBack}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      ) : (
        <Text size="sm">The pool had nothing in this time.</Text>
      )}
      <Things things={report.things} older={report.older} />
      <Group justify="space-between" gap="xs">
        <ReportButtons pool={pool} report={report} />
        <Group gap="xs">
          {!past && <CallBackButton pool={pool} label="Open the pool again" />}
          <Button data-autofocus onClick={closeShutdown}>
            Close
          </Button>
        </Group>
      </Group>
    </Stack>
  );
}

const capitalized = (text: string) => `${text[0]?.toUpperCase()}${text.slice(1)}`;

function Things({ things, older }: { things: readonly ReportedThing[]; older: number }) {
  if (things.length === 0) return null;
  const shown = things.slice(-SHOWN);
  const more = things.length - shown.length + older;
  return (
    <details className="things">
      <summary>One by one ({things.length})</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must do so by keyboard too */}
      <section className="remaining" aria-label="One by one" tabIndex={0}>
        <Table verticalSpacing={4} fz="sm" className="numbers">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>What</Table.Th>
              <Table.Th>Name and id</Table.Th>
              <Table.Th>Created</Table.Th>
              <Table.Th>Given back</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map(({ kind, id, name, createdAt, givenBackAt }) => (
              <Table.Tr key={`${kind} ${id}`}>
                <Table.Td>{thingWords[kind]}</Table.Td>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>
                  {name}
                  <Text size="xs" c="dimmed" ff="monospace">
                    {id}
                  </Text>
                </Table.Td>
                <Table.Td className="time">{timeOf(createdAt)}</Table.Td>
                <Table.Td className="time">
                  {givenBackAt === undefined ? 'still there' : timeOf(givenBackAt)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </section>
      {more > 0 && (
        <Text size="sm" c="dimmed">
          {more} older ones are not shown.
        </Text>
      )}
    </details>
  );
}
