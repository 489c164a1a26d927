import type { Unsubscribable } from '@trpc/server/observable';
import { api, errorOf } from './api';
import { applyChange, useStore } from './store';

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 10_000;

/** Follows the change stream for as long as the window lives; opens it anew after a gap or a failure. */
export function connect(): void {
  let retryMs = FIRST_RETRY_MS;

  function open(): void {
    const subscription: Unsubscribable = api.changes.subscribe(undefined, {
      onData: change => {
        retryMs = FIRST_RETRY_MS;
        if (applyChange(change)) return;
        subscription.unsubscribe();
        open();
      },
      onError: error => lose(error),
      onComplete: () => lose(new Error('The backend ended the connection.')),
    });
  }

  function lose(error: unknown): void {
    useStore.setState({ connection: { status: 'lost', error: errorOf(error) } });
    setTimeout(open, retryMs);
    retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
  }

  open();
}
