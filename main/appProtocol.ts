import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { protocol, session } from 'electron';
import { appScheme, isAppUrl } from './appUrl';

/** Scripts of the app alone, no network but the app's own files. Styles: Mantine writes them inline. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.map': 'application/json',
};

/** The file under `root` that an address of the app stands for; undefined for any other address. */
export function fileOf(url: string, root: string): string | undefined {
  if (!isAppUrl(url)) return undefined;
  let name: string;
  try {
    name = decodeURIComponent(new URL(url).pathname);
  } catch {
    return undefined;
  }
  if (name.includes('\0') || name.includes('\\')) return undefined;
  const file = path.join(root, name === '/' ? 'index.html' : name);
  return file.startsWith(root + path.sep) ? file : undefined;
}

/** Before the app is ready: makes `app:` a scheme with an origin, like https. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: appScheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
}

/** Serves the built pages under `root`, in the app's own session only. */
export function serveAppPages(root: string): void {
  session.defaultSession.protocol.handle(appScheme, async ({ url, method }) => {
    const file = method === 'GET' ? fileOf(url, root) : undefined;
    const body = file && (await readFile(file).catch(() => undefined));
    const headers = { 'content-security-policy': policy, 'x-content-type-options': 'nosniff' };
    if (!file || !body) return new Response('Not found', { status: 404, headers });
    const type = types[path.extname(file)] ?? 'application/octet-stream';
    return new Response(body, { headers: { ...headers, 'content-type': type } });
  });
}
