import type { SyntheticEvent } from 'react';

/**
 * For a click in a menu's dropdown: the button that has opened the menu gets the focus, before what was chosen opens
 * a dialog. That gives it back to whatever had it, and the menu is gone by then.
 */
export function focusOpener({ currentTarget }: SyntheticEvent<HTMLElement>): void {
  const id = currentTarget.getAttribute('aria-labelledby');
  if (id) document.getElementById(id)?.focus({ preventScroll: true });
}
