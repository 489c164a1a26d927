import { Group, Stack, Text, Title } from '@mantine/core';
import { IconPhoto } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { LookedImage } from '../../driver/model/hostLook';
import type { Pool } from '../../driver/model/pool';
import { useModel } from '../state/store';
import { EmptyState } from '../ui/EmptyState';
import { FilterInput } from '../ui/FilterInput';
import type { Sort, TableColumn } from '../ui/table/lines';
import { lookable } from './columns';
import { HostTable } from './HostTable';
import { type HostRow, matching, sorted } from './hostRows';
import { ImageState } from './ImageState';
import { type Look, useLook, useLooksOf } from './looks';
import { standingOrder } from './standings';
import { imagesWanted } from './wantedImages';

interface ImagesByHostProps {
  rows: readonly HostRow[];
  pools: readonly Pool[];
  onDetails: (id: string) => void;
}

const nobody: readonly string[] = [];

/** Which images are on which host, and how far those are that are on their way. */
export function ImagesByHost({ rows, pools, onDetails }: ImagesByHostProps) {
  const images = useModel(state => imagesWanted(state, pools));
  const [text, setText] = useState('');
  const [sort, setSort] = useState<Sort>({ key: 'name', descending: false });
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const shown = useMemo(
    () =>
      matching(
        rows.filter(({ host }) => host.phase !== 'removed'),
        text,
      ),
    [rows, text],
  );
  const ids = sort.key === 'name' ? '' : shown.flatMap(({ host }) => lookable(host) ?? []).join(' ');
  const looks = useLooksOf(useMemo(() => (ids === '' ? nobody : ids.split(' ')), [ids]));
  const lines = useMemo(() => {
    const value = (row: HostRow) =>
      sort.key === 'name' ? row.host.name : orderOf(sort.key, looks[row.host.id]);
    return sorted(shown, value, sort.descending).map(row => ({ row }));
  }, [shown, looks, sort]);
  const columns = useMemo<TableColumn<HostRow>[]>(
    () =>
      images.map(name => ({
        key: name,
        title: name,
        width: Math.max(250, 60 + name.length * 8),
        cell: row => <Cell row={row} image={name} />,
      })),
    [images],
  );

  if (images.length === 0 || rows.length === 0) {
    return (
      <EmptyState icon={<IconPhoto size={32} stroke={1.4} />} title="Nothing to compare">
        {images.length === 0
          ? 'No image is to be on a host: there is none in the image directory, and no active blueprint needs one.'
          : 'There is no host yet; the plan says when the next one comes.'}
      </EmptyState>
    );
  }
  return (
    <Stack gap="sm" component="section" aria-labelledby="images-heading">
      <Group justify="space-between" gap="sm">
        <Stack gap={0} flex="1 1 280px">
          <Title order={2} id="images-heading">
            Images by host
          </Title>
          <Text size="sm" c="dimmed">
            What is missing follows by itself, first what active blueprints need. Rest the pointer on a word
            to see why.
          </Text>
        </Stack>
        <FilterInput label="Filter hosts" width={190} value={text} onChange={setText} />
      </Group>
      <HostTable
        label="Images by host"
        {...{ lines, columns, sort, selected, onDetails }}
        onSort={setSort}
        onSelect={setSelected}
      />
    </Stack>
  );
}

function imageIn(image: string, look: Look | undefined): LookedImage | undefined {
  if (!look || 'error' in look) return undefined;
  return look.wanted.find(({ name }) => name === image);
}

function orderOf(image: string, look: Look | undefined): number {
  const standing = imageIn(image, look)?.standing;
  return standing ? standingOrder.indexOf(standing) : standingOrder.length;
}

function Cell({ row: { host }, image }: { row: HostRow; image: string }) {
  const look = useLook(lookable(host));
  const found = imageIn(image, look);
  if (look && found) return <ImageState host={host} image={found} lookedAt={look.at} />;
  const why = !look ? 'not asked yet' : 'error' in look ? 'not known' : "not this pool's";
  return (
    <Text size="sm" c="dimmed" title={look && 'error' in look ? look.error.what : undefined}>
      {lookable(host) === undefined ? '–' : why}
    </Text>
  );
}
