import type { Cloud } from '../cloud';
import type { Token } from '../identity/records';
import type { WireAnswer } from './environment';
import type { Refusal } from './refusal';

/** One call as a resource sees it. */
export interface Call {
  cloud: Cloud;
  /** What stands in the path's `:name`s. */
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  headers: Readonly<Record<string, string>>;
  /** The body, parsed; undefined where there is none. */
  body: unknown;
  /** Who calls, and for which project. */
  token: Token;
  /** The minor number of the microversion: 93 of 2.93. */
  minor: number;
  /** The service's address as this caller knows it, e.g. `http://cloud.test/compute/v2.1`. */
  base: string;
  /** The address of the whole cloud. */
  origin: string;
}

/** What a resource answers with; a body that is no text is sent as JSON. */
export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

export interface Route {
  method: string;
  /** From the service's own address on, e.g. `/servers/:id/action`. */
  path: string;
  /** The statuses of the answer are the resource's; it throws a `Refusal` for the rest. */
  run(call: Call): Answer;
  /** No token is asked for. */
  isOpen?: boolean;
}

export interface Service {
  name: string;
  /** Where it begins: `/compute`. */
  root: string;
  /** What routes are relative to: `/compute/v2.1`, `/volume/v3/:project`. */
  base: string;
  routes: readonly Route[];
  /** Documents that need no token and stand beside the routes: those of the versions. */
  documents: readonly Route[];
  /** @throws {Refusal} where the caller asks for a version that isn't there */
  minorOf(headers: Readonly<Record<string, string>>): number;
  /** What stands on every answer. */
  headersOf(minor: number, requestId: string): Record<string, string>;
  /** @param origin the address of the whole cloud */
  refuse(refusal: Refusal, origin: string): WireAnswer;
  /** Where there is no such path. */
  noRoute(): WireAnswer;
  /** Without a token, or with one that doesn't hold. */
  noToken(origin: string): WireAnswer;
}

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): WireAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});
