import { z } from 'zod';

/** A project of GET /v3/auth/projects (keystone/api/auth.py). */
export const projectSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    domain_id: z.string().nullish(),
    enabled: z.boolean().default(true),
  })
  .transform(({ domain_id, ...project }) => ({ ...project, ...(domain_id ? { domainId: domain_id } : {}) }));

/** Where one may work. */
export type Project = z.output<typeof projectSchema>;
