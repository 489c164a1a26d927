import { app } from 'electron';

/** When the app is ready: Ctrl-C and a polite kill end the app cleanly and without a question; a second one ends it at once. */
export function endOnSignals(end: (exitCode: number) => void): void {
  let asked = false;
  const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
  for (const [signal, code] of Object.entries(codes)) {
    // A library that listened before the app was ready has had its handler replaced by Chromium's; Node installs a new
    // one only for the first listener.
    process.removeAllListeners(signal);
    process.on(signal, () => {
      if (asked) app.exit(code);
      asked = true;
      end(code);
    });
  }
}
