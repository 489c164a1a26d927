import { Refusal } from '../core/refusal';
import { json } from '../core/service';

export const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

export const unauthorized = (): Refusal =>
  new Refusal(401, 'The request you have made requires authentication.');

export const noSuchPath = (): Refusal => new Refusal(404, 'The resource could not be found.');

export const refuse = ({ status, message }: Refusal) =>
  json(status, { error: { code: status, message, title: TITLES[status] ?? 'Error' } });

/** What stands before every service but Keystone says to a token that doesn't hold. */
export const noToken = (origin: string) =>
  json(
    401,
    {
      error: {
        code: 401,
        title: 'Unauthorized',
        message: 'The request you have made requires authentication.',
      },
    },
    { 'www-authenticate': `Keystone uri="${origin}/identity/v3"` },
  );
