import { z } from 'zod';
import { strangeRanges, wordsIn } from './cidr';
import { type ConfigMeta, key, whole } from './configMeta';

const MOST_GB = 100_000;
const LONGEST = 255;

/** The settings of pools whose hosts are machines of an OpenStack project, and of no others. */
const inCloud = (meta: Omit<ConfigMeta, 'providers'>): ConfigMeta => ({ ...meta, providers: ['openstack'] });

/** A name or an id, as the cloud has it. */
const named = (missing: string) =>
  z.string().trim().min(1, missing).max(LONGEST, `At most ${LONGEST} characters.`);

/** A name or an id that may be left out. */
const optional = (usual: string | null) => named('Choose one, or leave it empty.').nullable().default(usual);

const UUID = /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;
const isNetworks = (text: string) =>
  text === 'auto' ||
  text === 'none' ||
  (wordsIn(text).length > 0 && wordsIn(text).every(id => UUID.test(id)));

const JUMP = /^([A-Za-z_][\w.-]*\$?)@(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9][A-Za-z0-9._-]*)(?::(\d{1,5}))?$/;
function isJump(text: string): boolean {
  const [, user, , port = '22'] = JUMP.exec(text) ?? [];
  return user !== undefined && Number(port) >= 1 && Number(port) <= 65_535;
}

/**
 * What a machine of a cloud is made of, and who gets to it. Names, meanings and defaults of those that the original has
 * are the original's; what it demands and many projects lack may be empty here.
 */
export const cloudKeys = {
  DD_HOST_IMAGE: key(
    named('Name the image that hosts boot from.').default('CentOS-7'),
    inCloud({
      title: 'Image',
      help: 'What a new host boots from, by name or id: a Linux with cloud-init, of those that the project can see.',
      group: 'flavors',
      required: true,
    }),
  ),
  DD_WARM_IMAGES: key(
    z.boolean().default(true),
    inCloud({
      title: 'Ready-made images',
      help: 'Of a prepared host that the pool can do without for a few minutes an image is made before it serves (with a snapshot of its data volume), from which the next ones boot: they are ready about as soon as a machine boots. Where there is no image yet, a spare host is asked for, as far as there is room; it goes again once nobody needs it. The image is made anew when what hosts get changes, and the old one goes; where the project has no room for it, the events of the pool say so. Off: each host is prepared from the start.',
      group: 'storage',
    }),
  ),
  DD_HOST_ROOT_VOLUME_SIZE: key(
    whole('The root volume', 0, MOST_GB, '; 0: none').default(0),
    inCloud({
      title: 'Root volume',
      help: "A volume of this size that a host boots from, made of the image, which ends with the host. 0: it boots from its flavor's own disk.",
      unit: 'GB',
      group: 'storage',
      required: true,
    }),
  ),
  DD_HOST_DATA_VOLUME_FACTOR: key(
    whole('The data volume', 0, MOST_GB, '; 0: none').default(4),
    inCloud({
      title: 'Data volume per slot',
      help: "Each host gets a volume for Docker's data, this many GB for each of its slots, which ends with the host. 0: none.",
      unit: 'GB per slot',
      group: 'storage',
      required: true,
    }),
  ),
  DD_HOST_DATA_VOLUME_TYPE: key(
    optional('standard'),
    inCloud({
      title: 'Type of volumes',
      help: 'The type that root and data volumes have, of those that the cloud offers.',
      group: 'storage',
      original: true,
      empty: "the cloud's usual one",
    }),
  ),
  DD_HOST_NETWORK: key(
    z
      .string()
      .trim()
      .max(1000, 'At most 1000 characters.')
      .refine(
        isNetworks,
        'Write "auto", "none", or the ids of networks with commas between them; the list of networks has their ids.',
      )
      .default('auto'),
    inCloud({
      title: 'Network',
      help: 'The networks that a host is in: their ids, with commas between them. "auto": the one that the project has. "none", which the original knows, is for hosts that nobody reaches.',
      group: 'network and security',
      required: true,
    }),
  ),
  DD_HOST_SSH_FROM: key(
    z
      .string()
      .trim()
      .max(4000, 'At most 4000 characters.')
      .superRefine((text, context) => {
        const strange = strangeRanges(text);
        if (wordsIn(text).length > 0 && strange.length === 0) return;
        const named = strange.length > 0 ? `${strange.slice(0, 3).join(', ')} is none. ` : '';
        context.addIssue({
          code: 'custom',
          message: `${named}Write addresses or ranges of them with blanks between, for example 192.0.2.7 or 198.51.100.0/24.`,
        });
      })
      .nullable()
      .default(null),
    inCloud({
      title: 'SSH from',
      help: 'The addresses from which hosts admit SSH, which is all that they admit: the one that this workstation has as the cloud sees it, or that of the jump host.',
      group: 'network and security',
      empty: 'only from the master security group',
    }),
  ),
  DD_HOST_MASTER_SG: key(
    optional('pb_server'),
    inCloud({
      title: 'Master security group',
      help: 'A security group from whose machines hosts admit SSH too; the original runs on one. Where the project has none of this name, nobody is admitted by it.',
      group: 'network and security',
      original: true,
      empty: 'none',
    }),
  ),
  DD_HOST_EXTRA_SGS: key(
    named('Name security groups, or leave it empty.').nullable().default(null),
    inCloud({
      title: 'Extra security groups',
      help: 'Further security groups that each host is in, by name or id, with blanks between them. They must exist. What they admit gets to the hosts.',
      group: 'network and security',
      original: true,
      empty: 'none',
    }),
  ),
  DD_HOST_SSH_USER: key(
    z
      .string()
      .trim()
      .regex(
        /^[a-z_][a-z0-9_-]{0,31}\$?$/,
        'A user of Linux has small letters, digits, hyphens and underscores.',
      )
      .default('cloud-user'),
    inCloud({
      title: 'SSH user',
      help: 'The user that Rockpool logs in as on a host; images have a usual one, such as "ubuntu", "debian" or "cloud-user".',
      group: 'network and security',
    }),
  ),
  DD_HOST_SSH_JUMP: key(
    z
      .string()
      .trim()
      .refine(isJump, 'Write user@machine or user@machine:port, for example ada@login.example.org.')
      .nullable()
      .default(null),
    inCloud({
      title: 'Jump host',
      help: 'A machine that lets Rockpool in over SSH and from which hosts can be reached, where they can not be from here.',
      group: 'network and security',
      empty: 'none',
    }),
  ),
  DD_HOST_FLOATING_POOL: key(
    optional(null),
    inCloud({
      title: 'Floating IPs from',
      help: 'The external network of which each host gets a floating IP, by name or id, where its own address can not be reached from here. It goes back with the host.',
      group: 'network and security',
      empty: 'none',
    }),
  ),
  DD_HOST_AVAILABILITY_ZONE: key(
    optional(null),
    inCloud({
      title: 'Availability zone',
      help: 'The part of the cloud in which hosts and their volumes are made.',
      group: 'capacity',
      empty: "the cloud's choice",
    }),
  ),
  DD_HOST_ANTI_AFFINITY: key(
    z.boolean().default(false),
    inCloud({
      title: 'Hosts apart',
      help: "No two hosts of the pool on one machine of the cloud's, so that not all are lost at once. There are never more hosts than the cloud has machines then.",
      group: 'capacity',
    }),
  ),
  DD_HOST_CONFIG_DRIVE: key(
    z.boolean().default(false),
    inCloud({
      title: 'Config drive',
      help: 'A host gets what it begins with on a disk of its own, for clouds without a metadata service.',
      group: 'storage',
    }),
  ),
};
