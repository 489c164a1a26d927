import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { finish } from './body';

/** What the proxy says itself, instead of an instance. */
export interface Page {
  status: number;
  title: string;
  /** Plain sentences: what happened, and what to do. */
  text: string;
  /** Seconds after which a browser asks again by itself. */
  retrySeconds?: number;
}

export const pages = {
  unknown: {
    status: 404,
    title: 'There is no notebook here',
    text: 'This address leads to no instance. Check that it was copied whole, or open the instance from the Dashboard of Rockpool.',
  },
  ended: {
    status: 404,
    title: 'This notebook has ended',
    text: 'The instance is no longer running, and what was in it is gone. Launch a new one from the Dashboard of Rockpool.',
  },
  starting: {
    status: 503,
    title: 'The notebook is starting',
    text: 'The instance does not answer yet. This page tries again by itself.',
    retrySeconds: 2,
  },
  broken: {
    status: 502,
    title: 'The notebook did not answer',
    text: 'The instance closed the connection, or sent something that is not HTTP. This page tries again by itself; if it stays like this, look at the log of the instance on the Dashboard of Rockpool.',
    retrySeconds: 5,
  },
  away: {
    status: 502,
    title: 'The machine of this notebook does not answer',
    text: 'The instance may well go on running there. This page tries again by itself, until Rockpool reaches the machine again.',
    retrySeconds: 5,
  },
  silent: {
    status: 504,
    title: 'The notebook is silent',
    text: 'The instance took the request, but sent no answer in time. Look at the log of the instance on the Dashboard of Rockpool.',
  },
  badRequest: {
    status: 400,
    title: 'This request cannot be passed on',
    text: 'It is not a request that a notebook could understand.',
  },
  failed: {
    status: 500,
    title: 'Something went wrong inside Rockpool',
    text: 'The request could not be handled. Try again; if it happens again, please report it with the log (Help → Show logs).',
  },
  foreignHost: {
    status: 403,
    title: 'Not under this name',
    text: 'Notebooks are served under 127.0.0.1 only. Open the instance from the Dashboard of Rockpool.',
  },
  foreignPage: {
    status: 403,
    title: 'Not from another page',
    text: 'Another web page tried to use this notebook. Only pages of the notebook itself may do that.',
  },
} as const satisfies Record<string, Page>;

const style = `:root{color-scheme:light dark;--ink:#1b2430;--soft:#55606e;--paper:#f6f8fa}
@media (prefers-color-scheme:dark){:root{--ink:#e6eaf0;--soft:#a5b0be;--paper:#161b22}}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--paper);color:var(--ink);font:1rem/1.6 system-ui,sans-serif}
main{max-width:34rem;padding:2rem}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 .75rem}
p{margin:0;color:var(--soft)}`;

const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

/** A page as self-contained HTML: no script, no resource, light or dark by the system. */
export function html({ title, text, retrySeconds }: Page): string {
  const refresh = retrySeconds === undefined ? '' : `<meta http-equiv="refresh" content="${retrySeconds}">`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">${refresh}
<title>${title}</title><style>${style}</style></head>
<body><main><h1>${title}</h1><p>${text}</p></main></body></html>
`;
}

/** True if a person will read the answer. */
function isNavigation({ method, headers }: IncomingMessage): boolean {
  const dest = headers['sec-fetch-dest'];
  return (
    (method === 'GET' || method === 'HEAD') &&
    (headers.accept ?? '').includes('text/html') &&
    (dest === undefined || dest === 'document' || dest === 'iframe' || dest === 'frame')
  );
}

/**
 * Answers with a page: HTML where a person reads it, plain text for scripts and programs. If an answer has begun,
 * the connection is cut instead, so that nobody takes half of it for the whole.
 */
export function answer(req: IncomingMessage, res: ServerResponse, page: Page): void {
  if (res.headersSent) {
    res.destroy();
    return;
  }
  const readable = isNavigation(req);
  const body = readable ? html(page) : `${page.title}. ${page.text}\n`;
  res.writeHead(page.status, {
    'Content-Type': `text/${readable ? 'html' : 'plain'}; charset=utf-8`,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'Content-Security-Policy': contentSecurityPolicy,
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    ...(page.retrySeconds === undefined ? {} : { 'Retry-After': page.retrySeconds }),
  });
  if (req.method !== 'HEAD') res.write(body);
  finish(req, res);
}
