/** Ctrl-C and its kin, for a script that has things to put away first. */

/** One Ctrl-C arrives twice: from the terminal, and handed on by npm. */
const SAME_SIGNAL_MS = 1000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const LOOK_EVERY_MS = 500;

/**
 * From now on, signals don't end this process. The first aborts `asked`, one more that comes later `forced`. Under npm, that
 * the shell between has ended counts as one: npm hands a SIGTERM to that shell, which ends of it and tells nobody.
 * @returns {{ asked: AbortSignal, forced: AbortSignal, dispose: () => void }}
 */
export function listenForSignals() {
  const [asked, forced] = [new AbortController(), new AbortController()];
  let firstAt;
  const onSignal = () => {
    firstAt ??= performance.now();
    asked.abort();
    if (performance.now() - firstAt > SAME_SIGNAL_MS) forced.abort();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  const parent = process.ppid;
  const looking = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(looking);
    onSignal();
  }, LOOK_EVERY_MS).unref();
  if (process.env.npm_lifecycle_event === undefined) clearInterval(looking);
  return {
    asked: asked.signal,
    forced: forced.signal,
    dispose: () => {
      clearInterval(looking);
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}
