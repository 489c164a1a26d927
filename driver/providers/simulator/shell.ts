import type { ContainerShell } from '../../engine';
import type { Disposer } from '../../model/clock';
import type { SimulatedContainer } from './machines';

const KEYS = { enter: '\r', interrupt: '\u0003', end: '\u0004' };
const ERASE = new Set(['\b', '\u007f']);
const LONGEST_LINE = 1000;
const BYE = 'exit';

/** What a shell asks of its container's machine. */
export interface ShellWorld {
  /** True once the container has ended. */
  isOver(): boolean;
  /** Calls `listener` whenever that may have changed. */
  watch(listener: () => void): Disposer;
}

/** A small answering shell, so that a terminal has something to show: it knows a few words, and runs nothing. */
export function simulatedShell(container: SimulatedContainer, { isOver, watch }: ShellWorld): ContainerShell {
  const prompt = `${container.name.slice(0, 40)} (simulated) $ `;
  const waiting: string[] = [
    `This is ${container.name}, a simulated container: no program runs in it.\r\n`,
    'Type "help" for what it answers.\r\n',
    prompt,
  ];
  let line = '';
  let exitCode: number | undefined;
  let wake: () => void = () => undefined;

  function say(text: string): void {
    waiting.push(text);
    wake();
  }
  function end(code: number): void {
    exitCode ??= code;
    wake();
  }
  function enter(): void {
    const words = line.trim();
    line = '';
    say('\r\n');
    if (words === BYE) end(0);
    else say(`${answerTo(words, container)}${prompt}`);
  }
  function type(key: string): void {
    if (key === KEYS.enter) enter();
    else if (key === KEYS.interrupt) {
      line = '';
      say(`^C\r\n${prompt}`);
    } else if (key === KEYS.end && line === '') end(0);
    else if (ERASE.has(key)) {
      if (line !== '') say('\b \b');
      line = [...line].slice(0, -1).join('');
    } else if (key >= ' ' && line.length < LONGEST_LINE) {
      line += key;
      say(key);
    }
  }

  async function* output(): AsyncGenerator<Uint8Array> {
    const encoder = new TextEncoder();
    const unwatch = watch(() => wake());
    try {
      for (;;) {
        if (waiting.length > 0) yield encoder.encode(waiting.splice(0).join(''));
        else if (exitCode !== undefined || isOver()) return;
        else {
          await new Promise<void>(resolve => {
            wake = resolve;
          });
        }
      }
    } finally {
      unwatch();
    }
  }

  return {
    output: output(),
    async write(text) {
      // Escape sequences, of arrow keys for example, mean nothing here.
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      for (const key of text.replace(/\u001b(\[[0-9;]*)?./g, '')) type(key);
    },
    resize: async () => undefined,
    exitCode: async () => exitCode ?? 137,
    [Symbol.asyncDispose]: async () => end(129),
  };
}

/** What is shown for a line, with an end of line where there is anything. */
function answerTo(words: string, { name, spec }: SimulatedContainer): string {
  const [command = '', ...rest] = words.split(/\s+/);
  const lines = (texts: string[]) => texts.map(text => `${text}\r\n`).join('');
  switch (command) {
    case '':
      return '';
    case 'help':
      return lines(['It answers: echo, env, help, hostname, image, exit.']);
    case 'echo':
      return lines([rest.join(' ')]);
    case 'hostname':
      return lines([name]);
    case 'image':
      return lines([spec.imageId]);
    case 'env':
      return lines(
        Object.entries(spec.environment).map(([key, value]) => `${key}=${key === 'PASSWORD' ? '…' : value}`),
      );
    default:
      return lines([`${command.slice(0, 40)}: nothing is run in a simulated container`]);
  }
}
