import { CloseButton, Loader, UnstyledButton } from '@mantine/core';
import type { BrowserTab } from '../../driver/api/shell';
import { show } from '../state/navigation';
import { useModel } from '../state/store';
import { closeTab } from './browserState';

/** The open instances, a tab each. */
export function TabStrip({ tabs, shown }: { tabs: readonly BrowserTab[]; shown: string | undefined }) {
  const names = useModel(state => tabs.map(tab => state.instances[tab.instanceId]?.name));
  return (
    <nav className="tab-strip" aria-label="Open instances">
      <ul>
        {tabs.map((tab, index) => {
          const name = names[index] ?? 'ended instance';
          const isShown = tab.instanceId === shown;
          return (
            <li key={tab.instanceId} data-shown={isShown || undefined}>
              <UnstyledButton
                aria-current={isShown ? 'page' : undefined}
                title={`${tab.title} (${name})`}
                onClick={() => show('browser', { instanceId: tab.instanceId })}
              >
                {tab.loading && <Loader size={12} aria-label="loading" />}
                <span>{name}</span>
              </UnstyledButton>
              <CloseButton
                size="xs"
                aria-label={`Close the tab of ${name}`}
                title="Close the tab; the instance goes on running"
                onClick={() => closeTab(tab.instanceId)}
              />
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
