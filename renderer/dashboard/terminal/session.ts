import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import type { ErrorValue } from '../../../driver/model/errors';
import type { TerminalEvent } from '../../../driver/model/terminal';
import { api, errorOf } from '../../state/api';
import { notifyError } from '../../ui/notify';
import { createInputQueue } from './inputQueue';
import { actionOf } from './keys';

export type SessionState =
  | { name: 'opening' }
  | { name: 'open' }
  | { name: 'ended'; exitCode?: number }
  | { name: 'broken'; error: ErrorValue };

/** A terminal and the shell behind it; it goes on while it isn't shown. */
export interface TerminalSession {
  readonly terminal: Terminal;
  state(): SessionState;
  subscribe(listener: () => void): () => void;
  /** Draws it there; it fills its place. The answer takes it away again. */
  show(place: HTMLElement, onLeave: () => void): () => void;
  /** Begins a new shell after the last has ended. */
  reopen(): void;
  close(): void;
}

const LINES_KEPT = 5000;
/** The backend is told of what was shown in portions of this. */
const TAKEN_BYTES = 32 * 1024;
const SIZE_WAIT_MS = 80;
/** What a program may have left behind: the other screen, a hidden cursor, the mouse, colours. */
const TIDY = '\u001b[?1049l\u001b[?25h\u001b[?1000l\u001b[?1002l\u001b[?1003l\u001b[?2004l\u001b[!p\r\n';

/** By instance. */
const sessions = new Map<string, TerminalSession>();

/** The terminal of an instance; opened where there is none. */
export function sessionOf(instanceId: string): TerminalSession {
  const known = sessions.get(instanceId);
  if (known) return known;
  const session = createSession(instanceId, () => sessions.delete(instanceId));
  sessions.set(instanceId, session);
  return session;
}

function createSession(instanceId: string, onClose: () => void): TerminalSession {
  const terminal = new Terminal({
    scrollback: LINES_KEPT,
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue(
      '--mantine-font-family-monospace',
    ),
    fontSize: 13,
    lineHeight: 1.2,
    cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    minimumContrastRatio: 4.5,
    // What a program calls a link may lead anywhere.
    linkHandler: { activate: () => undefined },
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  const host = document.createElement('div');
  host.className = 'terminal-host';

  const listeners = new Set<() => void>();
  let state: SessionState = { name: 'opening' };
  let id: string | undefined;
  let untold = 0;
  let subscription: { unsubscribe(): void } | undefined;
  let isShown = false;
  let wasUsed = false;
  let leave: () => void = () => undefined;
  let resizeTimer: ReturnType<typeof setTimeout> | undefined;

  const input = createInputQueue(
    async text => id && api.terminals.input.mutate({ id, text }),
    thrown => {
      if (state.name === 'open') notifyError(thrown);
    },
  );
  const size = () => ({ columns: Math.max(2, terminal.cols), rows: Math.max(1, terminal.rows) });

  function become(next: SessionState): void {
    state = next;
    if (next.name !== 'open') id = undefined;
    if (!isShown && (next.name === 'ended' || next.name === 'broken')) close();
    for (const listener of listeners) listener();
  }
  function shown(bytes: number): void {
    untold += bytes;
    if (id === undefined || untold < TAKEN_BYTES) return;
    // One that has ended meanwhile needs no word.
    api.terminals.taken.mutate({ id, bytes: untold }).catch(() => undefined);
    untold = 0;
  }
  function take(event: TerminalEvent): void {
    if (event.type === 'output') {
      const { bytes } = event;
      terminal.write(bytes, () => shown(bytes.length));
    } else if (event.type === 'opened') {
      id = event.id;
      become({ name: 'open' });
      resize();
    } else {
      become({ name: 'ended', ...(event.exitCode === undefined ? {} : { exitCode: event.exitCode }) });
    }
  }
  function resize(): void {
    clearTimeout(resizeTimer);
    resizeTimer = setTimeout(() => {
      if (id) api.terminals.resize.mutate({ id, size: size() }).catch(() => undefined);
    }, SIZE_WAIT_MS);
  }
  function open(): void {
    untold = 0;
    wasUsed = false;
    input.clear();
    become({ name: 'opening' });
    subscription = api.terminals.open.subscribe(
      { instanceId, size: size() },
      {
        // tRPC's types have JSON in mind; our link clones values, bytes as bytes.
        onData: event => take(event as unknown as TerminalEvent),
        onComplete: () => {
          if (state.name !== 'ended') become({ name: 'ended' });
        },
        onError: thrown => become({ name: 'broken', error: errorOf(thrown) }),
      },
    );
  }
  function close(): void {
    onClose();
    clearTimeout(resizeTimer);
    subscription?.unsubscribe();
    terminal.dispose();
    host.remove();
  }
  function copy(): void {
    const text = terminal.getSelection();
    if (text) api.shell.copyText.mutate({ text: text.slice(0, 100_000) }).catch(notifyError);
    terminal.clearSelection();
  }

  terminal.onData(text => {
    if (state.name !== 'open') return;
    wasUsed = true;
    input.type(text);
  });
  terminal.onResize(resize);
  terminal.attachCustomKeyEventHandler(event => {
    const action = actionOf(event, { hasSelection: terminal.hasSelection() });
    if (action === 'copy') {
      event.preventDefault();
      if (event.type === 'keydown') copy();
    } else if (action === 'leave') {
      event.preventDefault();
      if (event.type === 'keydown') leave();
    }
    // What is pasted comes from the window's own paste, which needs the key.
    return action === undefined;
  });

  return {
    terminal,
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    show(place, onLeave) {
      isShown = true;
      leave = onLeave;
      place.append(host);
      if (!terminal.element) {
        terminal.open(host);
        // Escape belongs to the program; the pane around it would close.
        terminal.textarea?.setAttribute('data-mantine-stop-propagation', 'true');
      }
      fit.fit();
      if (!subscription) open();
      const observer = new ResizeObserver(() => fit.fit());
      observer.observe(place);
      return () => {
        isShown = false;
        observer.disconnect();
        host.remove();
        // One that was only passed by is no use to anybody.
        if (state.name !== 'open' || !wasUsed) close();
      };
    },
    reopen() {
      subscription?.unsubscribe();
      terminal.write(TIDY);
      open();
    },
    close,
  };
}
