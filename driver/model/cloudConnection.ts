import { z } from 'zod';

const text = (missing: string) => z.string().trim().min(1, missing).max(1000, 'At most 1000 characters.');
const optional = z.string().trim().max(1000, 'At most 1000 characters.').optional();

/**
 * Which project is worked in: its id, or its name and the domain in which it is called that. Of a domain and of a user an
 * id may be written as well (`isCloudId`).
 */
const project = { projectId: optional, projectName: optional, projectDomain: optional };

/**
 * With what Rockpool signs in at a cloud; the secret that belongs to it is kept elsewhere (`clouds/secrets.ts`). A domain
 * that is absent is the usual one.
 */
export const cloudAuthSchema = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('password'),
      user: text('Write the user.'),
      userDomain: optional,
      ...project,
    }),
    /** Of an id alone, or of a name and the user whose it is. It knows its project. */
    z.object({
      kind: z.literal('applicationCredential'),
      id: optional,
      name: optional,
      user: optional,
      userDomain: optional,
    }),
    z.object({ kind: z.literal('token'), ...project }),
  ])
  .superRefine((auth, context) => {
    const issue = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (auth.kind === 'applicationCredential') {
      if (!auth.id && !(auth.name && auth.user))
        issue('id', 'Write the id of the application credential, or its name and the user whose it is.');
    } else if (!auth.projectId && !auth.projectName) issue('projectName', 'Write the project, or its id.');
  });
export type CloudAuth = z.infer<typeof cloudAuthSchema>;

const authUrl = text("Write the address of the cloud's Identity service.").refine(
  url => /^https?:\/\/[^\s/?#@]+([/?#][^@\s]*)?$/i.test(url) && URL.canParse(url),
  'Write an address such as https://cloud.example.org:5000/v3, without a user or a password in it.',
);

/** How a pool's cloud is reached: by a cloud that clouds.yaml has, or as an admin has written it. No secret is in it. */
export const cloudConnectionSchema = z.discriminatedUnion('kind', [
  /** Read from the file each time it is needed: what stands there counts, and stays there. */
  z.object({
    kind: z.literal('cloudsYaml'),
    /** Absent: the file that OpenStack's own clients would find. */
    path: optional,
    cloud: text('Choose the cloud.'),
    /** Absent: the one that the file says. */
    region: optional,
  }),
  z.object({
    kind: z.literal('own'),
    authUrl,
    auth: cloudAuthSchema,
    region: optional,
    /** Which of its addresses a service is called at. */
    interface: z.enum(['public', 'internal', 'admin']).default('public'),
    /** A file with certificates (PEM) of whoever vouches for the cloud, beside those that the system trusts. */
    caFile: optional,
    /** False: anybody may pose as the cloud, and get the password. */
    verify: z.boolean().default(true),
  }),
]);
export type CloudConnection = z.infer<typeof cloudConnectionSchema>;
/** The same with what has a usual value left out. */
export type CloudConnectionInput = z.input<typeof cloudConnectionSchema>;

/** A password, the secret of an application credential, or a token. Absent: as it was; empty: none. */
export const cloudSecretSchema = z.string().max(20_000, 'At most 20000 characters.').optional();

/** A connection that is not any pool's yet, with its secret. */
export const cloudDraftSchema = z.object({ connection: cloudConnectionSchema, secret: cloudSecretSchema });
export type CloudDraft = z.infer<typeof cloudDraftSchema>;

/** True for what Keystone makes as an id (of users of a directory it is longer), and for that of its usual domain. */
export function isCloudId(text: string): boolean {
  return text === 'default' || /^([0-9a-f]{32}|[0-9a-f]{64})$/.test(text);
}

/** Where a cloud is, in a word, for people: `production of clouds.yaml` or the host of its Identity service. */
export function cloudText(connection: CloudConnection): string {
  if (connection.kind === 'cloudsYaml') return `the cloud ${connection.cloud} of clouds.yaml`;
  return URL.canParse(connection.authUrl) ? new URL(connection.authUrl).host : connection.authUrl;
}
