import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { ShellRequest } from '../driver/api/shell';

export interface MenuActions {
  request(request: ShellRequest): void;
  showLogs(): void;
  quit(): void;
}

type Screen = Extract<ShellRequest, { type: 'navigate' }>['to'];

/** The app's menu. It has no "close" and no "reload": the embedded browser has those keys. */
export function setMenu({ request, showLogs, quit }: MenuActions): void {
  const isMac = process.platform === 'darwin';
  const go = (label: string, to: Screen, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => request({ type: 'navigate', to }),
    ...(accelerator ? { accelerator } : {}),
  });
  const quitItem: MenuItemConstructorOptions = {
    label: 'Quit Rockpool',
    accelerator: 'CommandOrControl+Q',
    click: quit,
  };
  const template: MenuItemConstructorOptions[] = [
    ...(isMac
      ? [
          {
            label: 'Rockpool',
            submenu: [
              { role: 'about' },
              { type: 'separator' },
              go('Settings…', 'settings', 'Command+,'),
              { type: 'separator' },
              { role: 'hide' },
              { role: 'hideOthers' },
              { role: 'unhide' },
              { type: 'separator' },
              quitItem,
            ] as MenuItemConstructorOptions[],
          },
        ]
      : []),
    {
      label: 'File',
      submenu: [
        {
          label: 'Go to or do…',
          accelerator: 'CommandOrControl+K',
          click: () => request({ type: 'palette' }),
        },
        ...(isMac ? [] : [go('Settings…', 'settings', 'Control+,'), quitItem]),
      ],
    },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        go('Dashboard', 'dashboard'),
        go('Configure', 'configure'),
        go('Images', 'images'),
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    ...(isMac ? [{ role: 'windowMenu' } as const] : []),
    {
      role: 'help',
      submenu: [
        go('Welcome', 'welcome'),
        { label: 'Self-test', click: () => request({ type: 'self-test' }) },
        { label: 'Show logs', click: showLogs },
        { label: 'Save a report for support…', click: () => request({ type: 'report' }) },
      ],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
