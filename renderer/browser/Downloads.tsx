import { Button, CloseButton, Group, Progress, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Download } from '../../driver/api/shell';
import { formatBytes } from '../../driver/model/memory';
import { api } from '../state/api';
import { attempt } from '../ui/notify';

const SHOWN = 4;

/** The files that pages save, the newest first; put away one by one. */
export function Downloads({ downloads }: { downloads: readonly Download[] }) {
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const shown = downloads
    .filter(({ id }) => !hidden.has(id))
    .slice(-SHOWN)
    .reverse();
  if (shown.length === 0) return null;
  return (
    <section className="browser-bar downloads" aria-label="Downloads">
      {shown.map(download => (
        <DownloadItem
          key={download.id}
          download={download}
          onHide={() => setHidden(new Set([...hidden, download.id]))}
        />
      ))}
    </section>
  );
}

function DownloadItem({ download, onHide }: { download: Download; onHide: () => void }) {
  const { id, fileName, path, state, received, total } = download;
  const running = state === 'running';
  const size = total > 0 ? `${formatBytes(received)} of ${formatBytes(total)}` : formatBytes(received);
  const words = { running: size, done: formatBytes(received), failed: 'failed', cancelled: 'cancelled' };
  return (
    <Group gap="xs" wrap="nowrap" className="download">
      <Stack gap={2} miw={0} style={{ flex: 1 }}>
        <Text size="sm" truncate title={path}>
          {fileName}
        </Text>
        {running && total > 0 ? (
          <Progress
            size="sm"
            value={(100 * received) / total}
            aria-label={`${fileName}: ${Math.floor((100 * received) / total)} %`}
          />
        ) : null}
        <Text size="xs" className="numbers" c={state === 'failed' ? 'var(--mantine-color-error)' : 'dimmed'}>
          {words[state]}
        </Text>
      </Stack>
      {running ? (
        <Button
          size="compact-xs"
          variant="default"
          aria-label={`Cancel ${fileName}`}
          onClick={() => void attempt(api.shell.browser.cancelDownload.mutate({ id }))}
        >
          Cancel
        </Button>
      ) : (
        <>
          {state === 'done' && (
            <Button
              size="compact-xs"
              variant="default"
              aria-label={`Show ${fileName} in its folder`}
              onClick={() => void attempt(api.shell.browser.showDownload.mutate({ id }))}
            >
              Show
            </Button>
          )}
          <CloseButton size="xs" aria-label={`Put ${fileName} away`} onClick={onHide} />
        </>
      )}
    </Group>
  );
}
