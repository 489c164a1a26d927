import { IconAlertTriangle, IconCheck, IconMinus, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { MachineCheck } from '../../driver/model/labMachine';

const marks = {
  ok: { icon: <IconCheck size={17} aria-hidden />, word: 'All right' },
  warning: { icon: <IconAlertTriangle size={17} aria-hidden />, word: 'Warning' },
  failed: { icon: <IconX size={17} aria-hidden />, word: 'Failed' },
  open: { icon: <IconMinus size={17} aria-hidden />, word: 'Not looked at' },
} satisfies Record<MachineCheck['state'], { icon: ReactNode; word: string }>;

/** What is looked at of a machine, in this order, before anything is known. */
const NAMES = [
  'reachable',
  'host key',
  'login',
  'sudo',
  'distribution',
  'Docker',
  'disk',
  'memory',
  'time',
] as const;

interface CheckListProps {
  checks: readonly (MachineCheck & { danger?: true })[];
  /** What the list is called. */
  label?: string;
  /** Those of a machine, where nothing else is said. */
  names?: readonly string[];
  /** They are being looked at now. */
  busy: boolean;
}

/** What a machine or a cloud needs to have: how each thing was found, and what to do where it isn't right. */
export function CheckList({ checks, label = 'Checks', names = NAMES, busy }: CheckListProps) {
  const shown: CheckListProps['checks'] =
    checks.length === 0 ? names.map(name => ({ name, state: 'open', found: '' })) : checks;
  return (
    <ul className="check-list" aria-label={label} aria-busy={busy}>
      {shown.map(({ name, state, found, fix, danger }) => {
        const { icon, word } = marks[state];
        return (
          <li key={name} data-state={state} data-danger={danger}>
            <span className="mark">
              {icon}
              <span className="unseen">{word}: </span>
            </span>
            <b>{sentenceCase(name)}</b>
            <span style={{ overflowWrap: 'anywhere' }}>
              {found}
              {fix && <span style={{ display: 'block', fontWeight: 600 }}>{fix}</span>}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

const sentenceCase = (name: string) => `${name[0]?.toUpperCase()}${name.slice(1)}`;
