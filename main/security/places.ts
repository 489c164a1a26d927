import type { HandlerDetails, WebContents, WindowOpenHandlerResponse } from 'electron';
import { isAppUrl } from '../appUrl';

/** Where a page may go, and what becomes of an attempt to go elsewhere. */
export interface Place {
  mayGo(url: string): boolean;
  /** Told of each address that was refused. */
  refused(url: string): void;
  /** Answers a page that wants to open a window. */
  windowOpen(details: HandlerDetails): WindowOpenHandlerResponse;
}

/** The app's own window, and whatever nobody has spoken for. */
const locked: Place = {
  mayGo: isAppUrl,
  refused: () => undefined,
  windowOpen: () => ({ action: 'deny' }),
};

const places = new WeakMap<WebContents, Place>();

export function placeOf(contents: WebContents): Place {
  return places.get(contents) ?? locked;
}

/** Lets a page of the embedded browser move about in its own place. */
export function givePlace(contents: WebContents, place: Place): void {
  places.set(contents, place);
}
