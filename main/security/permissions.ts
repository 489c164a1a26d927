import type { Session } from 'electron';

/** What a page may do without being asked: put text on the clipboard after a click. */
const allowed = new Set(['clipboard-sanitized-write']);

/** Camera, place, notifications, devices and the like: nothing is granted, and nobody is asked. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(allowed.has(permission)));
  session.setPermissionCheckHandler((_contents, permission) => allowed.has(permission));
  session.setDevicePermissionHandler(() => false);
}
