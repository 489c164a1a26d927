import type { ErrorValue } from '../model/errors';
import type { RunResult } from '../ssh';

const LAST_LINES = 3;
const NEXT =
  'Rockpool sends it itself. Hosts must reach each other on the port of their SSH server, and have ssh and ssh-keygen.';

function wordsOf({ status, stderr }: RunResult): string {
  const lines = stderr.trim().split('\n').slice(-LAST_LINES).join(' ');
  return lines || `The command ended with status ${status ?? 'unknown'}.`;
}

export const relayFailed = (image: string, source: string, result: RunResult): ErrorValue => ({
  kind: 'transient',
  code: 'RELAY_FAILED',
  what: `The host ${source} could not give "${image}" to another host.`,
  why: wordsOf(result),
  next: NEXT,
});

export const relayRefused = (address: string, result: RunResult): ErrorValue => ({
  kind: 'transient',
  code: 'RELAY_FAILED',
  what: 'Two hosts could not be introduced to each other.',
  where: address,
  why: wordsOf(result),
  next: NEXT,
});

export const relaySilent = (address: string, doing: string, limitMs: number): ErrorValue => ({
  kind: 'transient',
  code: 'RELAY_FAILED',
  what: 'Two hosts could not be introduced to each other.',
  where: address,
  why: `It did not ${doing} within ${limitMs / 1000} s.`,
  next: NEXT,
});
