/** A request as it goes over the wire. */
export interface TransportRequest {
  method: string;
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: string | undefined;
  signal: AbortSignal;
}

/** Its answer, whole; names of headers in lower case. */
export interface TransportAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/**
 * What carries requests. Rejects as Node does, with an error (or a cause of it) that has a `code` such as `ECONNREFUSED`;
 * follows no redirects.
 */
export type Transport = (request: TransportRequest) => Promise<TransportAnswer>;
