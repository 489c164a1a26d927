import { Button, Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useMemo, useState } from 'react';
import { shortName } from '../../driver/model/image';
import type { Instance } from '../../driver/model/instance';
import { useModel } from '../state/store';
import { LaunchButton } from './LaunchButton';
import { type Launchable, launchables } from './launchables';

/** More than these are folded away, so that the instances stay in sight. */
const SHOWN_AT_FIRST = 6;

/** The blueprints to launch. */
export function BlueprintCards({ onLaunched }: { onLaunched: (instance: Instance) => void }) {
  const known = useModel(({ blueprints, templates, pools, hosts, images, instances }) => ({
    blueprints,
    templates,
    pools,
    hosts,
    images,
    instances,
  }));
  const all = useMemo(() => launchables(known), [known]);
  const [unfolded, setUnfolded] = useState(false);
  const shown = unfolded ? all : all.slice(0, SHOWN_AT_FIRST);
  return (
    <Stack gap="sm" component="section" aria-labelledby="launch-heading">
      <Title order={2} id="launch-heading">
        Launch
      </Title>
      <SimpleGrid cols={{ base: 1, xs: 2, lg: 3 }} spacing="sm">
        {shown.map(launchable => (
          <BlueprintCard
            key={launchable.blueprint.id}
            launchable={launchable}
            namesPool={Object.keys(known.pools).length > 1}
            onLaunched={onLaunched}
          />
        ))}
      </SimpleGrid>
      {all.length > SHOWN_AT_FIRST && (
        <Button variant="subtle" size="xs" w="fit-content" onClick={() => setUnfolded(!unfolded)}>
          {unfolded ? 'Show fewer' : `Show all ${all.length} blueprints`}
        </Button>
      )}
    </Stack>
  );
}

interface BlueprintCardProps {
  launchable: Launchable;
  /** True where there are pools to be told apart. */
  namesPool: boolean;
  onLaunched: (instance: Instance) => void;
}

function BlueprintCard({ launchable, namesPool, onLaunched }: BlueprintCardProps) {
  const { blueprint, config, plugin, refused } = launchable;
  const reason = refused && [refused.what, refused.next].filter(Boolean).join(' ');
  const lifetime = config.maximum_lifetime.trim() === '0m' ? 'no time limit' : config.maximum_lifetime;
  const facts = [
    shortName(config.docker_image),
    `${config.consumed_slots} slot${config.consumed_slots === 1 ? '' : 's'}`,
    config.memory_limit,
    lifetime,
    ...(namesPool ? [plugin] : []),
  ];
  return (
    <Card withBorder padding="sm">
      <Group justify="space-between" align="flex-start" wrap="nowrap" gap="sm">
        <Stack gap={2} miw={0}>
          <Title order={3} lineClamp={1}>
            {config.name}
          </Title>
          {config.description && (
            <Text size="sm" c="dimmed" lineClamp={2}>
              {config.description}
            </Text>
          )}
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {facts.join(' · ')}
          </Text>
        </Stack>
        <LaunchButton
          blueprintId={blueprint.id}
          name={config.name}
          refused={refused?.what}
          onLaunched={onLaunched}
        />
      </Group>
      {reason && (
        <Text size="xs" c="var(--rockpool-warning)" mt="xs" lineClamp={3} title={reason}>
          {reason}
        </Text>
      )}
    </Card>
  );
}
