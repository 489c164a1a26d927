import { app } from 'electron';

/** Ctrl-C and a polite kill end the app cleanly and without a question; a second one ends it at once. */
export function endOnSignals(end: (exitCode: number) => void): void {
  let asked = false;
  const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
  for (const [signal, code] of Object.entries(codes)) {
    process.on(signal, () => {
      if (asked) app.exit(code);
      asked = true;
      end(code);
    });
  }
}
