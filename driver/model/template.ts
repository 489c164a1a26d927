import { z } from 'zod';
import { diskLimitSchema } from './diskLimit';
import { lifetimeSchema } from './duration';
import { environmentSchema } from './environment';
import { memoryLimitSchema } from './memory';

/** What the form shows beside a field; the forms are drawn from these. */
export interface FieldMeta {
  title: string;
  /** One sentence for an admin who doesn't know Docker. */
  help: string;
  placeholder?: string;
  /** How the field is edited where its type doesn't tell. */
  control?: 'image' | 'command' | 'multiline' | 'number' | 'switch';
  group?: 'basics' | 'container' | 'limits' | 'proxy' | 'more';
}

function field<T extends z.ZodType>(schema: T, meta: FieldMeta): T {
  return schema.meta({ ...meta });
}

const portSchema = z
  .number({ error: 'Write the port as a whole number.' })
  .int('A port is a whole number.')
  .min(1, 'A port is between 1 and 65535.')
  .max(65535, 'A port is between 1 and 65535.');

/** The four proxy options of the original; all off unless chosen. */
const proxyOptionsSchema = z.object({
  proxy_rewrite: field(z.boolean().default(false), {
    title: 'Rewrite the proxy url',
    help: 'Take "/notebooks/…" off the path before a request reaches the container. For servers that know nothing of a prefix, such as RStudio.',
    group: 'proxy',
  }),
  proxy_redirect: field(z.boolean().default(false), {
    title: 'Redirect the proxy url',
    help: 'Put "/notebooks/…" into redirects that the container sends to its own address. Goes together with "Rewrite the proxy url".',
    group: 'proxy',
  }),
  set_host_header: field(z.boolean().default(false), {
    title: 'Set host header',
    help: "Pass on the browser's Host header instead of the container's own. For servers that build addresses from it, such as Jupyter.",
    group: 'proxy',
  }),
  bypass_token_authentication: field(z.boolean().default(false), {
    title: 'Bypass Token Authentication (Jupyter Notebooks)',
    help: "Send the instance's password as a Jupyter token with every request, so that nobody has to type it.",
    group: 'proxy',
  }),
});
export type ProxyOptions = z.infer<typeof proxyOptionsSchema>;

/**
 * The configuration of a template: the seed's fields under the original's names. Defaults are the original's.
 * `name` is the template's own name.
 */
export const templateConfigSchema = z.object({
  name: field(z.string().trim().min(1, 'Give it a name.').max(128, 'At most 128 characters.'), {
    title: 'Name',
    help: 'How it is listed for you and the users.',
    placeholder: 'docker-rstudio',
    group: 'basics',
  }),
  description: field(z.string().max(2000, 'At most 2000 characters.').default(''), {
    title: 'Description',
    help: 'Shown to users beside the name; a good place for sign-in hints.',
    control: 'multiline',
    group: 'basics',
  }),
  docker_image: field(z.string().min(1, 'Choose an image.'), {
    title: 'Docker image',
    help: 'One of the images in the image directory (screen Images).',
    control: 'image',
    group: 'container',
  }),
  internal_port: field(portSchema, {
    title: 'Internal port',
    help: 'The port that the server inside the container listens on; filled in from the image where it tells.',
    placeholder: '8787',
    control: 'number',
    group: 'container',
  }),
  launch_command: field(z.string().max(4000, 'At most 4000 characters.').default(''), {
    title: 'Launch command',
    help: 'Replaces the image\'s own command. "{proxy_path}" becomes the path under which the instance is reached. Empty: the image\'s own command.',
    placeholder: 'start-notebook.sh --NotebookApp.base_url={proxy_path}',
    control: 'command',
    group: 'container',
  }),
  environment_vars: field(environmentSchema.default(''), {
    title: 'Environment variables for docker, separated by space',
    help: 'NAME=value, separated by blanks; values with blanks in quotes: GREETING="hello there".',
    placeholder: 'AUTODOWNLOAD_URL=https://… AUTODOWNLOAD_EXEC=setup.sh',
    control: 'multiline',
    group: 'container',
  }),
  show_password: field(z.boolean().default(true), {
    title: 'Show the required password/token (if any), to the user',
    help: 'Offers the instance\'s password beside "Open in Browser".',
    group: 'more',
  }),
  memory_limit: field(memoryLimitSchema.default('512m'), {
    title: 'Memory limit',
    help: 'The most memory one instance may use, for example 512m or 2g. A slot stands for 512m.',
    placeholder: '512m',
    group: 'limits',
  }),
  disk_limit: field(diskLimitSchema.default(''), {
    title: 'Disk limit',
    help: "The most that one instance may write into its container, for example 10g; empty: no limit. Only hosts whose storage has quotas can keep it (XFS with project quotas, as on a pool's data volume); on others the instance says that it isn't kept.",
    placeholder: 'no limit',
    group: 'limits',
  }),
  consumed_slots: field(
    z
      .number({ error: 'Write a whole number of slots.' })
      .int('Slots are whole numbers.')
      .min(1, 'An instance takes at least one slot.')
      .max(10_000, 'No host has that many slots.')
      .default(1),
    {
      title: 'Consumed slots',
      help: 'How many slots of a host one instance takes. One slot for each 512m of memory limit is right.',
      control: 'number',
      group: 'limits',
    },
  ),
  maximum_instances_per_user: field(
    z
      .number({ error: 'Write a whole number.' })
      .int('A whole number.')
      .min(1, 'At least one.')
      .max(10_000, 'At most 10000.')
      .default(1),
    {
      title: 'Maximum instances per user',
      help: 'How many instances of one blueprint a user may have at a time.',
      control: 'number',
      group: 'limits',
    },
  ),
  maximum_lifetime: field(lifetimeSchema.default('1h 0m'), {
    title: 'Maximum life-time (days hours mins)',
    help: 'After this an instance is ended by itself: "1d 2h 30m", "10m"; "0m" is for ever.',
    placeholder: '1h 0m',
    group: 'limits',
  }),
  cost_multiplier: field(
    z
      .number({ error: 'Write a number, for example 1 or 0.5.' })
      .min(0, 'Not below 0.')
      .max(1000, 'At most 1000.')
      .default(1),
    {
      title: 'Cost multiplier (default 1.0)',
      help: 'Credits that one hour of an instance costs its user.',
      control: 'number',
      group: 'limits',
    },
  ),
  needs_ssh_keys: field(z.boolean().default(false), {
    title: 'Needs SSH keys',
    help: 'Only users who have stored an SSH key may launch it.',
    group: 'more',
  }),
  proxy_options: proxyOptionsSchema.default({
    proxy_rewrite: false,
    proxy_redirect: false,
    set_host_header: false,
    bypass_token_authentication: false,
  }),
});
export type TemplateConfig = z.infer<typeof templateConfigSchema>;
export type TemplateConfigInput = z.input<typeof templateConfigSchema>;

/** Attributes that a template may open to blueprints, in the form's order. */
export const overridableAttributes = [
  'docker_image',
  'internal_port',
  'launch_command',
  'environment_vars',
  'show_password',
  'memory_limit',
  'disk_limit',
  'consumed_slots',
  'maximum_instances_per_user',
  'maximum_lifetime',
  'cost_multiplier',
  'needs_ssh_keys',
  'proxy_options',
] as const satisfies readonly (keyof TemplateConfig)[];
export type OverridableAttribute = (typeof overridableAttributes)[number];

/** What is launched on the hosts of a pool, and how, plus which of that a blueprint may override. */
export const templateSchema = z.object({
  id: z.string(),
  /**
   * The name of the pool whose hosts run it (the original's `plugin_name`). There may be no such pool: it was deleted, or
   * is not made yet.
   */
  plugin: z.string(),
  config: templateConfigSchema,
  allowedAttributes: z.array(z.enum(overridableAttributes)),
  active: z.boolean(),
  /** Ms since the epoch. */
  createdAt: z.number(),
  updatedAt: z.number(),
});
export type Template = z.infer<typeof templateSchema>;
