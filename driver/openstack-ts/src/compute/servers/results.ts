import { z } from 'zod';
import { texts, timeOf } from '../../fields.ts';

// Servers are listed all the time, and many: fields without a transformation of their own are read in half the time.
const text = z.string().nullish();
const number = z.number().nullish();

const addressSchema = z.object({
  addr: z.string(),
  version: z.number(),
  'OS-EXT-IPS:type': text,
  'OS-EXT-IPS-MAC:mac_addr': text,
});

/** By its id until 2.46, and copied into the server from 2.47 on. */
const flavorSchema = z.object({ id: text, original_name: text, vcpus: number, ram: number, disk: number });

const faultSchema = z.object({ code: number, message: text, details: text, created: text });

export const serverSchema = z
  .object({
    id: z.string(),
    name: text,
    status: text,
    metadata: texts.nullish(),
    tags: z.array(z.string()).nullish(),
    created: text,
    updated: text,
    addresses: z.record(z.string(), z.array(addressSchema)).nullish(),
    flavor: flavorSchema.nullish(),
    // An empty text where it was booted from a volume.
    image: z.union([z.object({ id: z.string() }), z.literal('')]).nullish(),
    fault: faultSchema.nullish(),
    key_name: text,
    config_drive: text,
    tenant_id: text,
    security_groups: z.array(z.object({ name: z.string() })).nullish(),
    'OS-EXT-AZ:availability_zone': text,
    'OS-EXT-STS:task_state': text,
    'os-extended-volumes:volumes_attached': z
      .array(z.object({ id: z.string(), delete_on_termination: z.boolean().nullish() }))
      .nullish(),
  })
  .transform(one => ({
    id: one.id,
    name: one.name ?? '',
    /** `ACTIVE`, `BUILD`, `ERROR` …; `UNKNOWN` where the part of the cloud that has it is away. */
    status: one.status ?? 'UNKNOWN',
    /** That part is away: nothing but its id is known, and what it has is not nothing. */
    isPartial: one.name == null,
    metadata: one.metadata ?? {},
    tags: one.tags ?? [],
    createdAt: timeOf(one.created),
    updatedAt: timeOf(one.updated),
    /** By the name of the network. */
    addresses: addressesOf(one.addresses),
    flavor: one.flavor ? flavorOf(one.flavor) : undefined,
    /** Undefined: booted from a volume. */
    imageId: one.image ? one.image.id : undefined,
    /** Why it is in ERROR. */
    fault: one.fault ? faultOf(one.fault) : undefined,
    keyName: one.key_name ?? undefined,
    hasConfigDrive: /^true$/i.test(one.config_drive ?? ''),
    projectId: one.tenant_id ?? undefined,
    securityGroups: (one.security_groups ?? []).map(group => group.name),
    availabilityZone: one['OS-EXT-AZ:availability_zone'] ?? undefined,
    /** What is being done with it; undefined: nothing. */
    taskState: one['OS-EXT-STS:task_state'] ?? undefined,
    volumes: (one['os-extended-volumes:volumes_attached'] ?? []).map(volume => ({
      id: volume.id,
      endsWithServer: volume.delete_on_termination ?? false,
    })),
  }));
export type Server = z.output<typeof serverSchema>;

export interface ServerAddress {
  address: string;
  version: number;
  /** `fixed` or `floating`. */
  type: string | undefined;
  mac: string | undefined;
}

function addressesOf(
  networks: Readonly<Record<string, readonly z.output<typeof addressSchema>[]>> | null | undefined,
): Record<string, ServerAddress[]> {
  const addresses: Record<string, ServerAddress[]> = {};
  for (const [network, all] of Object.entries(networks ?? {}))
    addresses[network] = all.map(one => ({
      address: one.addr,
      version: one.version,
      type: one['OS-EXT-IPS:type'] ?? undefined,
      mac: one['OS-EXT-IPS-MAC:mac_addr'] ?? undefined,
    }));
  return addresses;
}

function flavorOf(one: z.output<typeof flavorSchema>) {
  return {
    id: one.id ?? undefined,
    name: one.original_name ?? undefined,
    vcpus: one.vcpus ?? undefined,
    memoryMiB: one.ram ?? undefined,
    diskGiB: one.disk ?? undefined,
  };
}

function faultOf(one: z.output<typeof faultSchema>) {
  return {
    code: one.code ?? undefined,
    message: one.message ?? '',
    details: one.details ?? undefined,
    created: timeOf(one.created),
  };
}

/** A create is answered with little more than the id; the rest is read by `get`. */
export const createdSchema = z.object({ id: z.string() });

export const interfaceSchema = z
  .object({
    port_id: z.string(),
    net_id: z.string(),
    mac_addr: text,
    port_state: text,
    fixed_ips: z.array(z.object({ subnet_id: text, ip_address: z.string() })).nullish(),
  })
  .transform(one => ({
    portId: one.port_id,
    networkId: one.net_id,
    mac: one.mac_addr ?? undefined,
    status: one.port_state ?? undefined,
    addresses: (one.fixed_ips ?? []).map(ip => ip.ip_address),
  }));
export type ServerInterface = z.output<typeof interfaceSchema>;
