import type { WebContents } from 'electron';

/** No page embeds another by <webview>. */
export function denyWebviews(contents: WebContents): void {
  contents.on('will-attach-webview', event => event.preventDefault());
}
