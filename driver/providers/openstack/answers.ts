import { z } from 'zod';
import type {
  SeenFlavor,
  SeenFloatingIp,
  SeenGroup,
  SeenImage,
  SeenNetwork,
  SeenPort,
  SeenQuota,
  SeenServer,
  SeenThing,
  SeenVolume,
} from './calls';

/** What services answer, as far as it matters here; what else stands there is not looked at. */

const text = z.string().nullish();
const metadata = z.record(z.string(), z.string()).nullish();

/** Nova and Neutron end times with a Z, Cinder leaves it out and means the same. */
function timeIn(value: string | null | undefined): { createdAt?: number } {
  if (!value) return {};
  const ms = Date.parse(/[zZ]$|[+-]\d\d:?\d\d$/.test(value) ? value : `${value}Z`);
  return Number.isNaN(ms) ? {} : { createdAt: ms };
}

export const serverSchema = z
  .object({
    id: z.string(),
    // A server of a part of the cloud that is away has nothing but its id.
    name: text,
    status: text,
    metadata,
    created: text,
    flavor: z.object({ original_name: text, id: text }).nullish(),
    fault: z.object({ message: text }).nullish(),
    addresses: z
      .record(z.string(), z.array(z.object({ addr: z.string(), 'OS-EXT-IPS:type': text })))
      .nullish(),
    'os-extended-volumes:volumes_attached': z
      .array(z.object({ id: z.string(), delete_on_termination: z.boolean().nullish() }))
      .nullish(),
  })
  .transform((one): SeenServer => {
    const addresses = Object.values(one.addresses ?? {}).flat();
    const of = (isFloating: boolean) =>
      addresses.filter(({ 'OS-EXT-IPS:type': type }) => (type === 'floating') === isFloating);
    const flavor = one.flavor?.original_name ?? one.flavor?.id;
    return {
      ...{ id: one.id, name: one.name ?? '', metadata: one.metadata ?? {}, status: one.status ?? 'UNKNOWN' },
      ...timeIn(one.created),
      fixed: of(false).map(({ addr }) => addr),
      floating: of(true).map(({ addr }) => addr),
      ...(flavor ? { flavor } : {}),
      ...(one.fault?.message ? { fault: one.fault.message } : {}),
      volumeIds: (one['os-extended-volumes:volumes_attached'] ?? [])
        .filter(({ delete_on_termination: endsWithIt }) => endsWithIt)
        .map(({ id }) => id),
    };
  });

const thing = { id: z.string(), name: text, metadata, created_at: text };
const thingOf = (one: z.infer<z.ZodObject<typeof thing>>): SeenThing => ({
  ...{ id: one.id, name: one.name ?? '', metadata: one.metadata ?? {} },
  ...timeIn(one.created_at),
});
export const snapshotSchema = z.object(thing).transform(thingOf);
export const volumeSchema = z
  .object({ ...thing, status: z.string(), attachments: z.array(z.object({ server_id: text })).nullish() })
  .transform(
    (one): SeenVolume => ({
      ...thingOf(one),
      status: one.status,
      serverIds: (one.attachments ?? []).flatMap(({ server_id: id }) => (id ? [id] : [])),
    }),
  );

/** Glance has the properties of an image among its fields. */
export const imageSchema = z
  .looseObject({
    id: z.string(),
    name: text,
    status: z.string(),
    created_at: text,
    tags: z.array(z.string()),
  })
  .transform(({ id, name, status, created_at: at, tags, ...rest }): SeenImage => {
    const own = Object.entries(rest).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    );
    return { id, name: name ?? '', status, tags, metadata: Object.fromEntries(own), ...timeIn(at) };
  });

export const portSchema = z
  .object({
    ...{ id: z.string(), name: text, device_id: text, created_at: text },
    security_groups: z.array(z.string()).nullish(),
  })
  .transform(
    (one): SeenPort => ({
      ...{ id: one.id, name: one.name ?? '', deviceId: one.device_id ?? '' },
      groupIds: one.security_groups ?? [],
      ...timeIn(one.created_at),
    }),
  );

const ruleSchema = z
  .object({
    ...{ id: z.string(), direction: z.string(), ethertype: text, protocol: text },
    ...{ port_range_min: z.number().nullish(), port_range_max: z.number().nullish() },
    ...{ remote_ip_prefix: text, remote_group_id: text },
  })
  .transform(one => ({
    ...{ id: one.id, direction: one.direction, ethertype: one.ethertype ?? 'IPv4' },
    ...{ protocol: one.protocol ?? null, remoteIpPrefix: one.remote_ip_prefix ?? null },
    ...{ portRangeMin: one.port_range_min ?? null, portRangeMax: one.port_range_max ?? null },
    remoteGroupId: one.remote_group_id ?? null,
  }));
export const groupSchema = z
  .object({
    ...{ id: z.string(), name: z.string(), description: text, created_at: text },
    ...{ tags: z.array(z.string()).nullish(), revision_number: z.number().nullish() },
    security_group_rules: z.array(ruleSchema).nullish(),
  })
  .transform(
    (one): SeenGroup => ({
      ...{ id: one.id, name: one.name, description: one.description ?? '', tags: one.tags ?? [] },
      ...{ revision: one.revision_number ?? 0, rules: one.security_group_rules ?? [] },
      ...timeIn(one.created_at),
    }),
  );

export const floatingIpSchema = z
  .object({
    ...{ id: z.string(), floating_ip_address: z.string(), description: text, port_id: text },
    created_at: text,
  })
  .transform(
    (one): SeenFloatingIp => ({
      ...{ id: one.id, address: one.floating_ip_address, description: one.description ?? '' },
      ...(one.port_id ? { portId: one.port_id } : {}),
      ...timeIn(one.created_at),
    }),
  );

export const keypairSchema = z
  .object({ keypair: z.object({ name: z.string() }) })
  .transform(({ keypair }) => keypair);
export const serverGroupSchema = z.object({ id: z.string(), name: z.string() });

export const flavorSchema = z
  .object({ id: z.string(), name: z.string(), vcpus: z.number(), ram: z.number() })
  .transform(({ ram, ...one }): SeenFlavor => ({ ...one, memoryMiB: ram }));

export const networkSchema = z
  .object({
    ...{
      id: z.string(),
      name: text,
      'router:external': z.boolean().nullish(),
      shared: z.boolean().nullish(),
    },
    ...{ subnets: z.array(z.string()).nullish(), project_id: text, tenant_id: text },
  })
  .transform((one): SeenNetwork & { isShared: boolean; projectId: string } => ({
    ...{ id: one.id, name: one.name ?? '', isExternal: one['router:external'] ?? false },
    hasSubnet: (one.subnets ?? []).length > 0,
    isShared: one.shared ?? false,
    projectId: one.project_id ?? one.tenant_id ?? '',
  }));

const absolute = <T extends z.ZodRawShape>(shape: T) =>
  z.object({ limits: z.object({ absolute: z.object(shape) }) }).transform(({ limits }) => limits.absolute);
const count = z.number();
export const computeLimitsSchema = absolute({
  ...{ maxTotalInstances: count, totalInstancesUsed: count, maxTotalCores: count, totalCoresUsed: count },
  ...{ maxTotalRAMSize: count, totalRAMUsed: count },
});
export const volumeLimitsSchema = absolute({
  ...{ maxTotalVolumes: count, totalVolumesUsed: count },
  ...{ maxTotalVolumeGigabytes: count, totalGigabytesUsed: count },
});
const networkQuota = z
  .object({ limit: count, used: count, reserved: count.optional() })
  .transform(({ limit, used, reserved = 0 }): SeenQuota => ({ limit, used: used + reserved }));
export const networkQuotasSchema = z.object({
  quota: z.object({
    port: networkQuota.optional(),
    security_group: networkQuota.optional(),
    floatingip: networkQuota.optional(),
  }),
});
