import { allOf, type Cloud, pages } from 'openstack-ts';
import type { CloudClient } from './client';

/** The client of a cloud, as it is needed here. */
export function clientOf(cloud: Cloud): CloudClient {
  return {
    call: call => cloud.call(call),
    list: call => allOf(pages(cloud, call)),
    projectId: async signal => (await cloud.token({ signal })).project?.id,
  };
}
