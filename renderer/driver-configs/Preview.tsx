import { List, Loader, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { ErrorValue } from '../../driver/model/errors';
import type { PoolConfig } from '../../driver/model/pool';
import { type ApiOutput, api, errorOf, wasCancelled } from '../state/api';
import { ErrorNote } from '../ui/ErrorPanel';
import { previewLines } from './previewLines';

/** After the last key, so that not every digit of a number is looked at. */
const QUIET_MS = 300;

type Answer = { preview: ApiOutput['pools']['preview'] } | { error: ErrorValue };

interface PreviewProps {
  poolId: string;
  changes: Partial<PoolConfig>;
  /** What is no part of the cost. */
  without?: string | undefined;
}

/** What a pool would do under changed settings; asked anew whenever they change. */
export function Preview({ poolId, changes, without }: PreviewProps) {
  const [answered, setAnswered] = useState<{ key: string; answer: Answer }>();
  const key = JSON.stringify(changes);
  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const input = { id: poolId, changes: JSON.parse(key) as Partial<PoolConfig> };
        const preview = await api.pools.preview.query(input, { signal: abort.signal });
        setAnswered({ key, answer: { preview } });
      } catch (thrown) {
        if (!wasCancelled(thrown)) setAnswered({ key, answer: { error: errorOf(thrown) } });
      }
    }, QUIET_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [poolId, key]);

  const answer = answered?.key === key ? answered.answer : undefined;
  return (
    <Stack gap={2} role="status" aria-label="Preview" mt="xs">
      <Text size="sm" fw={600}>
        What the pool would do {!answer && <Loader size={12} ml={6} aria-label="Asking" />}
      </Text>
      {answer && 'error' in answer && <ErrorNote error={answer.error} />}
      {answer && 'preview' in answer && (
        <List size="sm">
          {previewLines(answer.preview, without).map(line => (
            <List.Item key={line}>{line}</List.Item>
          ))}
        </List>
      )}
    </Stack>
  );
}
