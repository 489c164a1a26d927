import { Box, Button, Group, VisuallyHidden } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { notificationsStore } from '@mantine/notifications';
import { IconPlugConnectedX, IconWorld } from '@tabler/icons-react';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { isLive } from '../../driver/model/instance';
import { EndingBar } from '../dashboard/EndingSoon';
import { show, useParams } from '../state/navigation';
import { useModel } from '../state/store';
import { useIsCovered } from '../ui/cover';
import { EmptyState } from '../ui/EmptyState';
import { ErrorPanel } from '../ui/ErrorPanel';
import { closeTab, command, followBrowser, useBrowser } from './browserState';
import { Downloads } from './Downloads';
import { FindBar } from './FindBar';
import { OutsideBar } from './OutsideBar';
import { TabStrip } from './TabStrip';
import { Toolbar } from './Toolbar';
import { usePlace } from './usePlace';
import './browser.css';

/** The embedded browser's own parts; main draws the page over the area below them. */
export function Browser() {
  const { instanceId } = useParams('browser');
  const { tabs, downloads, known } = useBrowser();
  const tab = tabs.find(candidate => candidate.instanceId === instanceId) ?? tabs[0];
  const instance = useModel(state => (tab ? state.instances[tab.instanceId] : undefined));
  const ended = instance === undefined || !isLive(instance) || instance.state === 'deleting';
  const [finding, setFinding] = useState(false);
  const area = useRef<HTMLDivElement>(null);
  const address = useRef<HTMLInputElement>(null);
  const covered = useIsCovered();
  const noticed = useNotices();

  useEffect(followBrowser, []);
  usePlace(area, tab && !ended && !tab.error && !covered ? tab.instanceId : undefined);

  const run = (name: Parameters<typeof command>[1]) => () => tab && command(tab.instanceId, name);
  const next = (by: number) => () => {
    const at = tabs.findIndex(candidate => candidate.instanceId === tab?.instanceId);
    const other = tabs[(at + by + tabs.length) % Math.max(1, tabs.length)];
    if (other) show('browser', { instanceId: other.instanceId });
  };
  useHotkeys(
    [
      ['mod+F', () => setFinding(true)],
      ['mod+L', () => address.current?.focus()],
      ['mod+R', run('reload')],
      ['F5', run('reload')],
      ['alt+ArrowLeft', run('back')],
      ['alt+ArrowRight', run('forward')],
      ['mod+=', run('zoomIn')],
      ['mod+shift++', run('zoomIn')],
      ['mod+-', run('zoomOut')],
      ['mod+0', run('zoomReset')],
      ['mod+W', () => tab && closeTab(tab.instanceId)],
      ['mod+Tab', next(1)],
      ['mod+shift+Tab', next(-1)],
    ],
    [],
  );

  if (!tab) {
    return (
      <>
        <VisuallyHidden component="h1">Browser</VisuallyHidden>
        {known && (
          <EmptyState
            icon={<IconWorld size={36} stroke={1.4} />}
            title="Nothing is open"
            action={<Button onClick={() => show('dashboard')}>Open the Dashboard</Button>}
          >
            Choose "Open in Browser" beside an instance that runs.
          </EmptyState>
        )}
      </>
    );
  }

  return (
    <div className="browser">
      <VisuallyHidden component="h1">{instance?.name ?? 'Browser'}</VisuallyHidden>
      <TabStrip tabs={tabs} shown={tab.instanceId} />
      {instance && !ended && (
        <Toolbar tab={tab} instance={instance} addressInput={address} onFind={() => setFinding(true)} />
      )}
      {finding && <FindBar key={tab.instanceId} tab={tab} onClose={() => setFinding(false)} />}
      {tab.outside && <OutsideBar instanceId={tab.instanceId} address={tab.outside} />}
      <EndingBar instanceId={tab.instanceId} />
      <div ref={area} className="browser-area">
        {ended ? (
          <EmptyState
            icon={<IconPlugConnectedX size={36} stroke={1.4} />}
            title={`${instance?.name ?? 'The instance'} has ended`}
            action={
              <Group gap="xs">
                <Button onClick={() => closeTab(tab.instanceId)}>Close the tab</Button>
                <Button variant="default" onClick={() => show('dashboard')}>
                  Open the Dashboard
                </Button>
              </Group>
            }
          >
            {instance?.error
              ? [instance.error.what, instance.error.why, instance.error.next].filter(Boolean).join(' ')
              : (instance?.reason ?? 'Its page can’t be shown any more.')}
          </EmptyState>
        ) : (
          tab.error && (
            <Box p="lg" maw={720}>
              <ErrorPanel error={tab.error} onRetry={run('reload')} retryLabel="Load it again" />
            </Box>
          )
        )}
      </div>
      <Downloads downloads={downloads} />
      {noticed && <div className="notice-strip" aria-hidden />}
    </div>
  );
}

/** True while notifications are shown: the page makes room for them, since it would be drawn over them. */
function useNotices(): boolean {
  return useSyncExternalStore(
    notificationsStore.subscribe,
    () => notificationsStore.getState().notifications.length > 0,
  );
}
