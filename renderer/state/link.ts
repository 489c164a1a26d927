import { TRPCClientError, type TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import type { Bridge, LinkAnswer } from '../../driver/api/link';
import type { AppRouter } from '../../driver/api/router';
import { TAKEN_EVERY } from '../../driver/model/linkFlow';

declare global {
  interface Window {
    /** Put there by the preload; absent where the page is opened in an ordinary browser. */
    rockpool?: Bridge;
  }
}

/** Carries tRPC's operations over the bridge: call and cancel, listen and unlisten, and how much has been taken. */
export function bridgeLink(bridge: Bridge): TRPCLink<AppRouter> {
  const listeners = new Map<number, (answer: LinkAnswer) => void>();
  let lastId = 0;
  bridge.onAnswer(answer => listeners.get(answer.id)?.(answer));

  return () =>
    ({ op }) =>
      observable(observer => {
        // tRPC numbers its operations per client; ours are per bridge, which outlives a client.
        lastId += 1;
        const id = lastId;
        const { path, input } = op;
        let taken = 0;
        const end = () => listeners.delete(id);
        const fail = (error: unknown) => {
          end();
          observer.error(TRPCClientError.from(error as Error));
        };

        listeners.set(id, answer => {
          switch (answer.type) {
            case 'data':
              observer.next({ result: { type: 'data', data: answer.value } });
              taken += 1;
              if (taken < TAKEN_EVERY) break;
              bridge.send({ type: 'taken', id, values: taken });
              taken = 0;
              break;
            case 'result':
              end();
              observer.next({ result: { type: 'data', data: answer.value } });
              observer.complete();
              break;
            case 'end':
              end();
              observer.complete();
              break;
            case 'error':
              fail({ error: answer.error });
          }
        });

        const stop = () => {
          if (!end()) return;
          bridge.send({ type: op.type === 'subscription' ? 'unlisten' : 'cancel', id });
        };
        const abort = () => {
          stop();
          observer.error(TRPCClientError.from(new DOMException('Cancelled.', 'AbortError')));
        };
        if (op.signal?.aborted) {
          listeners.delete(id);
          abort();
          return;
        }
        op.signal?.addEventListener('abort', abort, { once: true });

        bridge.send(
          op.type === 'subscription'
            ? { type: 'listen', id, path, input }
            : { type: 'call', id, path, kind: op.type, input },
        );
        return () => {
          op.signal?.removeEventListener('abort', abort);
          stop();
        };
      });
}
