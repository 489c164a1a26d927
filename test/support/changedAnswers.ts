import type { Transport, TransportAnswer } from 'openstack-ts';

/** Answers of some addresses as another cloud would give them. */
export const changing =
  (transport: Transport, isIt: (url: string) => boolean, change: (body: string) => string): Transport =>
  async (request): Promise<TransportAnswer> => {
    const answer = await transport(request);
    return isIt(request.url) ? { ...answer, body: change(answer.body) } : answer;
  };
