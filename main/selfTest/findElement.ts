/** What a person calls a control: its role, and its name as a reader speaks it. */
export interface Target {
  role: 'button' | 'textbox' | 'tab';
  name: string;
}

/**
 * Where in the window a control is, in CSS pixels; undefined while it isn't there, is disabled, or lies under something
 * else. Runs inside the page (its text is sent there), so it may use nothing from around it.
 */
export function findElement({ role, name }: Target): { x: number; y: number } | undefined {
  const selectors = {
    button: 'button, [role=button]',
    textbox: 'input:not([type]), input[type=text], textarea',
    tab: '[role=tab]',
  };
  const nameOf = (element: Element): string => {
    const label = (element as HTMLInputElement).labels?.[0]?.textContent;
    // Mantine marks required fields by a star.
    return (element.getAttribute('aria-label') ?? label ?? element.textContent ?? '')
      .replace(/\s*\*$/, '')
      .trim();
  };
  for (const element of document.querySelectorAll(selectors[role])) {
    if (nameOf(element) !== name || (element as HTMLButtonElement).disabled) continue;
    element.scrollIntoView({ block: 'center' });
    const { left, top, width, height } = element.getBoundingClientRect();
    if (width === 0 || height === 0) continue;
    const [x, y] = [left + width / 2, top + height / 2];
    const hit = document.elementFromPoint(x, y);
    if (hit && (element.contains(hit) || hit.contains(element))) return { x, y };
  }
  return undefined;
}

/** True when the text field of this name has the keyboard. Runs inside the page too. */
export function hasFocus(name: string): boolean {
  const { activeElement: element } = document;
  const label = (element as HTMLInputElement | null)?.labels?.[0]?.textContent ?? '';
  return element?.getAttribute('aria-label') === name || label.replace(/\s*\*$/, '').trim() === name;
}
