import { Button, Menu } from '@mantine/core';
import { IconColumns } from '@tabler/icons-react';
import { columns } from './columns';

interface ColumnsMenuProps {
  chosen: readonly string[];
  /** Null: the usual ones. */
  onChoose: (keys: string[] | null) => void;
}

/** Which columns the table of hosts has. */
export function ColumnsMenu({ chosen, onChoose }: ColumnsMenuProps) {
  return (
    <Menu closeOnItemClick={false} position="bottom-end">
      <Menu.Target>
        <Button size="xs" variant="default" leftSection={<IconColumns size={14} aria-hidden />}>
          Columns
        </Button>
      </Menu.Target>
      {/* As many as there are, they must fit below the button or above it. */}
      <Menu.Dropdown mah="min(380px, 45vh)" style={{ overflowY: 'auto' }}>
        {columns.map(({ key, title }) => {
          const on = chosen.includes(key);
          return (
            <Menu.CheckboxItem
              key={key}
              checked={on}
              onChange={() => onChoose(on ? chosen.filter(one => one !== key) : [...chosen, key])}
            >
              {title}
            </Menu.CheckboxItem>
          );
        })}
        <Menu.Divider />
        <Menu.Item onClick={() => onChoose(null)}>Back to the usual ones</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
