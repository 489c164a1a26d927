import { z } from 'zod';
import { name, number, strings, text, yes } from '../../fields.ts';

export const networkSchema = z
  .object({
    id: z.string(),
    name,
    status: text,
    description: name,
    subnets: strings,
    'router:external': yes,
    shared: yes,
    admin_state_up: z.boolean().nullish(),
    is_default: yes,
    mtu: number,
    port_security_enabled: z.boolean().nullish(),
    availability_zones: strings,
    project_id: text,
    tenant_id: text,
    tags: strings,
  })
  .transform(one => ({
    id: one.id,
    name: one.name,
    status: one.status,
    description: one.description,
    subnetIds: one.subnets,
    /** Floating addresses come from it. */
    isExternal: one['router:external'],
    isShared: one.shared,
    isUp: one.admin_state_up ?? true,
    isDefault: one.is_default,
    mtu: one.mtu,
    /** False: security groups do nothing in it. */
    hasPortSecurity: one.port_security_enabled ?? true,
    availabilityZones: one.availability_zones,
    projectId: one.project_id ?? one.tenant_id,
    tags: one.tags,
  }));
export type Network = z.output<typeof networkSchema>;
