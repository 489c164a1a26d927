import { Refusal } from '../core/refusal';
import { json } from '../core/service';

export const refuse = ({ status, message, type }: Refusal) =>
  json(status, { NeutronError: { type: type ?? 'HTTPException', message, detail: '' } });

export const noRoute = () => refuse(new Refusal(404, 'The resource could not be found.', 'HTTPNotFound'));

export const overQuota = (what: string) =>
  new Refusal(409, `Quota exceeded for resources: ['${what}'].`, 'OverQuota');

export const notFound = (type: string, message: string) => new Refusal(404, message, type);
export const conflict = (type: string, message: string) => new Refusal(409, message, type);
export const badRequest = (type: string, message: string) => new Refusal(400, message, type);
