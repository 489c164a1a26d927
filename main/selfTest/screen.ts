import { setTimeout as sleep } from 'node:timers/promises';
import type { WebContents } from 'electron';
import { RockpoolError } from '../../driver/model/errors';
import { findElement, hasFocus, type Target } from './findElement';

/** A world of scripts apart from the page's own. */
const WORLD = 4242;
const POLL_MS = 50;

/** Asks again and again until there is an answer; after `limitMs` it throws with what was waited for. */
export async function until<T>(
  what: string,
  limitMs: number,
  look: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) {
      throw new RockpoolError({
        kind: 'transient',
        code: 'SELF_TEST_WAITED',
        what: `Waited ${Math.round(limitMs / 1000)} s in vain for ${what}.`,
      });
    }
    await sleep(POLL_MS);
  }
}

/** The app's window as a person uses it: by names on the screen, with mouse and keyboard. */
export class Screen {
  constructor(private readonly contents: WebContents) {}

  /** Waits until the control is there and at rest, then clicks in the middle of it. */
  async click(target: Target, limitMs = 15_000): Promise<void> {
    const { x, y } = await this.#find(target, limitMs);
    const at = { x: Math.round(x), y: Math.round(y), button: 'left' as const, clickCount: 1 };
    this.contents.sendInputEvent({ ...at, type: 'mouseMove' });
    this.contents.sendInputEvent({ ...at, type: 'mouseDown' });
    this.contents.sendInputEvent({ ...at, type: 'mouseUp' });
  }

  /** Replaces what stands in a text field, and leaves the field. A dialog that just opens may take the first word. */
  async type(name: string, text: string): Promise<void> {
    const target = { role: 'textbox', name } as const;
    await until(`"${text}" in the field "${name}"`, 15_000, async () => {
      await this.click(target);
      await sleep(POLL_MS);
      if (!(await this.#run<boolean>(`(${hasFocus})(${JSON.stringify(name)})`))) return undefined;
      this.contents.selectAll();
      await this.contents.insertText(text);
      await sleep(POLL_MS);
      return (await this.#run<string>('document.activeElement.value')) === text || undefined;
    });
    this.#key('Tab');
  }

  /** Waits until the control can be seen. */
  async wait(target: Target, limitMs = 15_000): Promise<void> {
    await this.#find(target, limitMs);
  }

  /** Drops a file of the system onto the middle of the window. */
  async drop(path: string): Promise<void> {
    const { debugger: tools } = this.contents;
    const [x, y] = await this.#run<[number, number]>('[innerWidth / 2, innerHeight / 2]');
    const data = { items: [], files: [path], dragOperationsMask: 1 };
    tools.attach('1.3');
    try {
      for (const type of ['dragEnter', 'dragOver', 'drop'])
        await tools.sendCommand('Input.dispatchDragEvent', { type, x, y, data });
    } finally {
      tools.detach();
    }
  }

  async #find(target: Target, limitMs: number): Promise<{ x: number; y: number }> {
    const script = `(${findElement})(${JSON.stringify(target)})`;
    let last: { x: number; y: number } | undefined;
    return until(`the ${target.role} "${target.name}"`, limitMs, async () => {
      const found = await this.#run<{ x: number; y: number } | undefined>(script);
      const atRest = found && last && found.x === last.x && found.y === last.y;
      last = found;
      return atRest ? found : undefined;
    });
  }

  #key(keyCode: string): void {
    for (const type of ['keyDown', 'keyUp'] as const) this.contents.sendInputEvent({ type, keyCode });
  }

  #run<T>(code: string): Promise<T> {
    return this.contents.executeJavaScriptInIsolatedWorld(WORLD, [{ code }]);
  }
}
