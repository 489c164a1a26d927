import { z } from 'zod';

const named = z.object({ id: z.string(), name: z.string().default('') });

const endpointSchema = z.object({
  url: z.string(),
  interface: z.string(),
  region: z.string().nullish(),
  region_id: z.string().nullish(),
});

/** A service of the catalog. */
export const catalogEntrySchema = z.object({
  type: z.string(),
  name: z.string().optional(),
  endpoints: z.array(endpointSchema),
});
export type CatalogEntry = z.infer<typeof catalogEntrySchema>;

/** What Keystone says of a token (`POST /v3/auth/tokens`). */
export const tokenSchema = z.object({
  expires_at: z.string(),
  issued_at: z.string().optional(),
  user: named.extend({ domain: named.partial().optional() }),
  project: named.extend({ domain: named.partial().optional() }).optional(),
  roles: z.array(named).default([]),
  catalog: z.array(catalogEntrySchema).default([]),
});

/** Who we are for the cloud, until the token ends. */
export interface Token {
  value: string;
  /** Monotonic, ms: from then on it is not used. */
  usableUntil: number;
  user: { id: string; name: string };
  /** Absent: it is for no project, and services do next to nothing for it. */
  project?: { id: string; name: string; domain?: string | undefined } | undefined;
  roles: readonly string[];
  catalog: readonly CatalogEntry[];
}
