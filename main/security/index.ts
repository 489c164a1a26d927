import { app } from 'electron';
import { refuseBadCertificates } from './certificates';
import { lockNavigation } from './navigation';
import { denyPermissions } from './permissions';
import { denyWebviews } from './webviews';
import { lockWindowOpen } from './windowOpen';

export { givePlace, type Place } from './places';

/** Before the app is ready: the rules that hold for every page and every session, one module each. */
export function secure(): void {
  refuseBadCertificates();
  app.on('session-created', denyPermissions);
  app.on('web-contents-created', (_event, contents) => {
    for (const rule of [lockNavigation, lockWindowOpen, denyWebviews]) rule(contents);
  });
}
