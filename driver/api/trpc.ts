import { initTRPC, TRPCError } from '@trpc/server';
import { type ErrorValue, isCancelled, RockpoolError, toErrorValue } from '../model/errors';
import type { Services } from '../services';
import type { Shell } from './shell';

/** Who asks, and what there is to ask. */
export interface ApiContext {
  services: Services;
  shell: Shell;
  userId: string;
  /** What the history says of who changed something: the name of this workstation's user. */
  userName: string;
}

const trpc = initTRPC.context<ApiContext>().create({
  // Every error that reaches a caller carries the error value that a person can read.
  errorFormatter: ({ shape, error }) => ({ ...shape, data: { ...shape.data, error: errorOf(error) } }),
});

function errorOf(error: TRPCError): ErrorValue {
  const issues = (error.cause as { issues?: { path: PropertyKey[]; message: string }[] } | undefined)?.issues;
  if (error.code === 'BAD_REQUEST' && issues) {
    return {
      kind: 'input',
      code: 'INPUT_INVALID',
      what: issues
        .map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message))
        .join(' '),
    };
  }
  return toErrorValue(error.cause ?? error);
}

/** Errors of ours keep their value through tRPC's own wrapping; cancellation is told apart. */
const classified = trpc.middleware(async ({ next }) => {
  const result = await next();
  if (result.ok) return result;
  const { cause } = result.error;
  if (isCancelled(cause)) throw new TRPCError({ code: 'CLIENT_CLOSED_REQUEST', cause });
  if (cause instanceof RockpoolError && cause.value.kind !== 'bug') {
    throw new TRPCError({ code: 'UNPROCESSABLE_CONTENT', message: cause.message, cause });
  }
  return result;
});

/** The signal of a call whose caller has none. */
export const never = new AbortController().signal;

export const router = trpc.router;
export const procedure = trpc.procedure.use(classified);
