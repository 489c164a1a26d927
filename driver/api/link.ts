/**
 * What travels between the window and the backend: five requests and four answers. Values are
 * structured-cloned by the port that carries them.
 */
export type LinkRequest =
  | { type: 'call'; id: number; path: string; kind: 'query' | 'mutation'; input: unknown }
  | { type: 'cancel'; id: number }
  | { type: 'listen'; id: number; path: string; input: unknown }
  /** So many values of a subscription have been taken since the last word; see model/linkFlow.ts. */
  | { type: 'taken'; id: number; values: number }
  | { type: 'unlisten'; id: number };

export type LinkAnswer =
  | { type: 'result'; id: number; value: unknown }
  /** One value of a subscription. */
  | { type: 'data'; id: number; value: unknown }
  /** The end of a subscription. */
  | { type: 'end'; id: number }
  /** `error` has tRPC's error shape; its `data.error` is the ErrorValue. */
  | { type: 'error'; id: number; error: unknown };

/** The one object that the preload puts on `window`. */
export interface Bridge {
  /** Sends a request over the port that main handed over. */
  send(request: LinkRequest): void;
  /** Called with every answer; one listener, set once at the start. */
  onAnswer(listener: (answer: LinkAnswer) => void): void;
  /** The path of a dropped or chosen file; empty for files that the page made itself. */
  pathForFile(file: File): string;
}
