import { Button, Group, Stack, Text } from '@mantine/core';
import { openSelfTest } from '../frame/dialogs';
import { openReport } from '../report/reportDialog';
import { api } from '../state/api';
import { CopyButton } from '../ui/CopyButton';
import { attempt } from '../ui/notify';
import { Section } from './Section';
import type { AboutFacts } from './useAbout';

/** Which version this is, where its data lie, and how honestly its secrets are kept. */
export function About({ about }: { about: AboutFacts }) {
  return (
    <Section title="About">
      <Stack gap={4}>
        <Text size="sm">
          Rockpool {about.version}, Electron {about.electron}, {about.platform}
        </Text>
        <Group gap={4}>
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            Data folder: {about.dataDir}
          </Text>
          <CopyButton text={about.dataDir} what="the data folder's path" />
        </Group>
        <Text size="sm">
          {about.keyring
            ? "Secrets (instances' passwords) are kept by the operating system's keyring."
            : "This system has no keyring that Rockpool can use: secrets (instances' passwords) are encrypted with a key that lies beside them in the data folder. Who can read that folder can read them; only you may."}
        </Text>
      </Stack>
      <Group gap="xs">
        <Button variant="default" onClick={() => void attempt(api.shell.showLogs.mutate())}>
          Show logs
        </Button>
        <Button variant="default" onClick={openReport}>
          Save a report for support…
        </Button>
        <Button variant="default" onClick={openSelfTest}>
          Run the self-test…
        </Button>
      </Group>
    </Section>
  );
}
