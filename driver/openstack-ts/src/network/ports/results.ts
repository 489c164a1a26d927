import { z } from 'zod';
import { name, number, strings, text, time } from '../../fields.ts';

export const portSchema = z
  .object({
    id: z.string(),
    name,
    status: text,
    description: name,
    network_id: z.string(),
    device_id: name,
    device_owner: name,
    mac_address: text,
    fixed_ips: z.array(z.object({ subnet_id: text, ip_address: z.string() })).nullish(),
    security_groups: strings,
    port_security_enabled: z.boolean().nullish(),
    project_id: text,
    tenant_id: text,
    created_at: time,
    revision_number: number,
    tags: strings,
  })
  .transform(one => ({
    id: one.id,
    name: one.name,
    status: one.status,
    description: one.description,
    networkId: one.network_id,
    /** Of the server, or whatever has it; empty: nothing has. */
    deviceId: one.device_id,
    /** `compute:nova` of a server's. */
    deviceOwner: one.device_owner,
    mac: one.mac_address,
    addresses: (one.fixed_ips ?? []).map(ip => ({ address: ip.ip_address, subnetId: ip.subnet_id })),
    securityGroupIds: one.security_groups,
    hasPortSecurity: one.port_security_enabled ?? true,
    projectId: one.project_id ?? one.tenant_id,
    createdAt: one.created_at,
    revisionNumber: one.revision_number,
    tags: one.tags,
  }));
export type Port = z.output<typeof portSchema>;
