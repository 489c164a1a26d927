import { z } from 'zod';
import { number } from '../../fields.ts';

/** What is reserved for calls under way counts as used. */
const quotaSchema = z
  .object({ used: z.number(), limit: z.number(), reserved: number })
  .transform(one => ({ used: one.used + (one.reserved ?? 0), limit: one.limit }))
  .optional();

export const networkQuotasSchema = z
  .object({
    network: quotaSchema,
    port: quotaSchema,
    security_group: quotaSchema,
    security_group_rule: quotaSchema,
    floatingip: quotaSchema,
  })
  .transform(one => ({
    networks: one.network,
    ports: one.port,
    securityGroups: one.security_group,
    securityGroupRules: one.security_group_rule,
    floatingIps: one.floatingip,
  }));
export type NetworkQuotas = z.output<typeof networkQuotasSchema>;
