import { z } from 'zod';
import { name, number, text } from '../../fields.ts';

export const securityGroupRuleSchema = z
  .object({
    id: z.string(),
    security_group_id: z.string(),
    direction: z.enum(['ingress', 'egress']),
    ethertype: text,
    // A number where the protocol has no name there.
    protocol: z.union([z.string(), z.number()]).nullish(),
    port_range_min: number,
    port_range_max: number,
    remote_ip_prefix: text,
    remote_group_id: text,
    description: name,
  })
  .transform(one => ({
    id: one.id,
    securityGroupId: one.security_group_id,
    direction: one.direction,
    /** `IPv4` or `IPv6`. */
    ethertype: one.ethertype,
    /** Undefined: every one. */
    protocol: one.protocol == null ? undefined : String(one.protocol),
    portMin: one.port_range_min,
    portMax: one.port_range_max,
    /** This and `remoteGroupId` undefined: from anywhere. */
    remotePrefix: one.remote_ip_prefix,
    remoteGroupId: one.remote_group_id,
    description: one.description,
  }));
export type SecurityGroupRule = z.output<typeof securityGroupRuleSchema>;
