import type { WebContents } from 'electron';
import { placeOf } from './places';

/** A page stays in its place, whether it is led away by a link, a script, a form or a redirect. */
export function lockNavigation(contents: WebContents): void {
  const check = (event: { url: string; isMainFrame: boolean; preventDefault(): void }) => {
    if (!event.isMainFrame) return;
    const place = placeOf(contents);
    if (place.mayGo(event.url)) return;
    event.preventDefault();
    place.refused(event.url);
  };
  contents.on('will-frame-navigate', check);
  contents.on('will-redirect', check);
}
