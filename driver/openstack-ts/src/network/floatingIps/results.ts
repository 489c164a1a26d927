import { z } from 'zod';
import { name, number, strings, text, time } from '../../fields.ts';

export const floatingIpSchema = z
  .object({
    id: z.string(),
    floating_ip_address: z.string(),
    floating_network_id: z.string(),
    fixed_ip_address: text,
    port_id: text,
    router_id: text,
    status: text,
    description: name,
    project_id: text,
    tenant_id: text,
    created_at: time,
    revision_number: number,
    tags: strings,
  })
  .transform(one => ({
    id: one.id,
    address: one.floating_ip_address,
    networkId: one.floating_network_id,
    fixedAddress: one.fixed_ip_address,
    /** Undefined: nothing has it. */
    portId: one.port_id,
    routerId: one.router_id,
    status: one.status,
    description: one.description,
    projectId: one.project_id ?? one.tenant_id,
    createdAt: one.created_at,
    revisionNumber: one.revision_number,
    tags: one.tags,
  }));
export type FloatingIp = z.output<typeof floatingIpSchema>;
