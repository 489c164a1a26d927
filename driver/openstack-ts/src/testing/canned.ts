import { openCloud } from '../core/cloud.ts';
import { type Canned, cannedTransport, cloudThat, lab } from './wire.ts';

/** What a service was asked: where it is, and who asks, left out. */
export interface Asked {
  call: string;
  body?: unknown;
  /** Of the call. */
  microversion?: string;
  ifMatch?: string;
  contentType?: string;
}

/** An image has a status too, which is a word. */
const isCanned = (answer: object): answer is Canned =>
  ('status' in answer && typeof answer.status === 'number') || 'headers' in answer;

/** Of a service, with its version, and with the project where it has that. */
const BASE = /^https:\/\/cloud\.test\/\w+\/v[\d.]+(\/p1)?(?=\/)/;

/** A cloud whose services answer in turn what is given, as the real ones did. */
export function cannedCloud(...answers: (Canned | object)[]) {
  const asked: Asked[] = [];
  const { transport } = cannedTransport(
    cloudThat(({ method, url, headers, body }) => {
      const version = headers['openstack-api-version'];
      const type = headers['content-type'];
      asked.push({
        call: `${method} ${decodeURIComponent(url.replace(BASE, ''))}`,
        ...(body === undefined ? {} : { body: JSON.parse(body) }),
        ...(version === undefined ? {} : { microversion: version }),
        ...(headers['if-match'] === undefined ? {} : { ifMatch: headers['if-match'] }),
        ...(type === undefined || type === 'application/json' ? {} : { contentType: type }),
      });
      const answer = answers.shift();
      if (answer === undefined) throw new Error(`Nothing was to be asked any more: ${method} ${url}`);
      return isCanned(answer) ? answer : { body: answer };
    }),
  );
  return { cloud: openCloud(lab, { transport }), asked };
}
