import { z } from 'zod';
import { name, strings, text, yes } from '../../fields.ts';

export const subnetSchema = z
  .object({
    id: z.string(),
    name,
    network_id: z.string(),
    cidr: z.string(),
    ip_version: z.number(),
    gateway_ip: text,
    enable_dhcp: yes,
    dns_nameservers: strings,
    project_id: text,
    tags: strings,
  })
  .transform(one => ({
    id: one.id,
    name: one.name,
    networkId: one.network_id,
    cidr: one.cidr,
    version: one.ip_version,
    gateway: one.gateway_ip,
    hasDhcp: one.enable_dhcp,
    nameServers: one.dns_nameservers,
    projectId: one.project_id,
    tags: one.tags,
  }));
export type Subnet = z.output<typeof subnetSchema>;
