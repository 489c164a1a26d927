import type { WebContents } from 'electron';
import { placeOf } from './places';

/** No page opens a window by itself; the place it stands in answers. */
export function lockWindowOpen(contents: WebContents): void {
  contents.setWindowOpenHandler(details => placeOf(contents).windowOpen(details));
}
