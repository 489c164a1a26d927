import { z } from 'zod';
import { strings, text } from '../../fields.ts';

export const serverGroupSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    policies: strings,
    policy: text,
    members: strings,
    project_id: text,
  })
  .transform(one => ({
    id: one.id,
    name: one.name,
    /** One from 2.64 on, a list before. */
    policy: one.policy ?? one.policies[0],
    /** Ids of its servers. */
    members: one.members,
    projectId: one.project_id,
  }));
export type ServerGroup = z.output<typeof serverGroupSchema>;
