import { z } from 'zod';
import { name, number, strings, text, time } from '../../fields.ts';
import { securityGroupRuleSchema } from '../securityGroupRules/results.ts';

export const securityGroupSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    description: name,
    security_group_rules: z.array(securityGroupRuleSchema).nullish(),
    tags: strings,
    revision_number: number,
    created_at: time,
    updated_at: time,
    project_id: text,
    tenant_id: text,
  })
  .transform(one => ({
    id: one.id,
    name: one.name,
    description: one.description,
    rules: one.security_group_rules ?? [],
    tags: one.tags,
    /** Grows with each change of it and of its rules. */
    revisionNumber: one.revision_number,
    createdAt: one.created_at,
    updatedAt: one.updated_at,
    projectId: one.project_id ?? one.tenant_id,
  }));
export type SecurityGroup = z.output<typeof securityGroupSchema>;
