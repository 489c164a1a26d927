/** The app's own pages live under `app://ui/`; nothing else is ever shown in its window. */
export const appScheme = 'app';
export const appUrl = 'app://ui/index.html';

export function isAppUrl(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === 'app:' && new URL(url).host === 'ui';
}
