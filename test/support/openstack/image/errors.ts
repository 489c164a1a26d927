import type { Refusal } from '../core/refusal';
import { json, type Service } from '../core/service';
import { TITLES } from '../identity/errors';

/** Glance's envelope, where JSON is accepted. */
export const refuse = ({ status, message }: Pick<Refusal, 'status' | 'message'>) => {
  const title = TITLES[status] ?? 'Error';
  const said =
    status === 409
      ? `There was a conflict when trying to complete your request.<br /><br />\n${message}\n\n`
      : `${message}<br /><br />\n\n\n`;
  return json(status, { message: said, code: `${status} ${title}`, title });
};

export const noRoute = () => refuse({ status: 404, message: 'The resource could not be found.' });

/** What stands before Glance says to a token that doesn't hold. */
export const noToken: Service['noToken'] = origin => {
  const answer = refuse({
    status: 401,
    message:
      'This server could not verify that you are authorized to access the document you requested. Either you supplied the wrong credentials (e.g., bad password), or your browser does not understand how to supply the credentials required.',
  });
  return {
    ...answer,
    headers: { ...answer.headers, 'www-authenticate': `Keystone uri="${origin}/identity/v3"` },
  };
};
