import { createTRPCClient, TRPCClientError } from '@trpc/client';
import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '../../driver/api/router';
import type { ErrorValue } from '../../driver/model/errors';
import { bridgeLink } from './link';

export type ApiOutput = inferRouterOutputs<AppRouter>;

const absent = {
  send: () => undefined,
  onAnswer: () => undefined,
  pathForFile: () => '',
};

/** The one road to the backend. Calls reject with an error that `errorOf` reads. */
export const api = createTRPCClient<AppRouter>({ links: [bridgeLink(window.rockpool ?? absent)] });

/** The paths of dropped or chosen files; what the page made itself has none. */
export function pathsOf(files: Iterable<File>): string[] {
  return [...files].map(file => window.rockpool?.pathForFile(file) ?? '').filter(path => path !== '');
}

/** The error value that a call was refused with. What the backend didn't send is a fault of the window. */
export function errorOf(thrown: unknown): ErrorValue {
  const sent =
    thrown instanceof TRPCClientError ? (thrown.data as { error?: ErrorValue } | null)?.error : undefined;
  return (
    sent ?? {
      kind: 'bug',
      code: 'WINDOW_FAULT',
      what: 'Something went wrong in the window.',
      why: thrown instanceof Error ? thrown.message : String(thrown),
      next: 'Try again; if it happens again, please pass it on with a report (Help → Save a report for support).',
    }
  );
}

/** True for a call that was cancelled; that is never shown as an error. */
export function wasCancelled(thrown: unknown): boolean {
  const cause = thrown instanceof TRPCClientError ? thrown.cause : thrown;
  if (cause instanceof Error && cause.name === 'AbortError') return true;
  return thrown instanceof TRPCClientError && thrown.data?.code === 'CLIENT_CLOSED_REQUEST';
}
