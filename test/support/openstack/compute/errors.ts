import { Refusal } from '../core/refusal';
import { json } from '../core/service';

const NAMES: Readonly<Record<number, string>> = {
  400: 'badRequest',
  403: 'forbidden',
  404: 'itemNotFound',
  409: 'conflictingRequest',
  413: 'overLimit',
  429: 'overLimit',
  503: 'serviceUnavailable',
};

/** Nova's envelope, which Cinder has too; `extra` goes into it, but for `headers`. */
export const refuse = ({ status, message, type, extra }: Refusal) => {
  const { headers, ...rest } = extra;
  return json(
    status,
    { [type ?? NAMES[status] ?? 'computeFault']: { code: status, message, ...rest } },
    headers as Record<string, string> | undefined,
  );
};

export const noRoute = () =>
  json(404, {
    message: 'The resource could not be found.<br /><br />\n\n\n',
    code: '404 Not Found',
    title: 'Not Found',
  });

export const badRequest = (message: string) => new Refusal(400, message);
export const notFound = (message: string) => new Refusal(404, message);
export const conflict = (message: string) => new Refusal(409, message);
export const forbidden = (message: string) => new Refusal(403, message);
