import { z } from 'zod';
import { metadata, name, number, strings, text, time, yes } from '../../fields.ts';

const addressSchema = z
  .object({ addr: z.string(), version: z.number(), 'OS-EXT-IPS:type': text, 'OS-EXT-IPS-MAC:mac_addr': text })
  .transform(one => ({
    address: one.addr,
    version: one.version,
    /** `fixed` or `floating`. */
    type: one['OS-EXT-IPS:type'],
    mac: one['OS-EXT-IPS-MAC:mac_addr'],
  }));

/** By its id until 2.46, and copied into the server from 2.47 on. */
const flavorSchema = z
  .object({ id: text, original_name: text, vcpus: number, ram: number, disk: number })
  .transform(one => ({
    id: one.id,
    name: one.original_name,
    vcpus: one.vcpus,
    memoryMiB: one.ram,
    diskGiB: one.disk,
  }));

const faultSchema = z.object({ code: number, message: name, details: text, created: time });

export const serverSchema = z
  .object({
    id: z.string(),
    name: text,
    status: text,
    metadata,
    tags: strings,
    created: time,
    updated: time,
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
      .array(z.object({ id: z.string(), delete_on_termination: yes }))
      .nullish(),
  })
  .transform(one => ({
    id: one.id,
    name: one.name ?? '',
    /** `ACTIVE`, `BUILD`, `ERROR` …; `UNKNOWN` where the part of the cloud that has it is away. */
    status: one.status ?? 'UNKNOWN',
    /** That part is away: nothing but its id is known, and what it has is not nothing. */
    isPartial: one.name === undefined,
    metadata: one.metadata,
    tags: one.tags,
    createdAt: one.created,
    updatedAt: one.updated,
    /** By the name of the network. */
    addresses: one.addresses ?? {},
    flavor: one.flavor ?? undefined,
    /** Undefined: booted from a volume. */
    imageId: one.image ? one.image.id : undefined,
    /** Why it is in ERROR. */
    fault: one.fault ?? undefined,
    keyName: one.key_name,
    hasConfigDrive: /^true$/i.test(one.config_drive ?? ''),
    projectId: one.tenant_id,
    securityGroups: (one.security_groups ?? []).map(group => group.name),
    availabilityZone: one['OS-EXT-AZ:availability_zone'],
    /** What is being done with it; undefined: nothing. */
    taskState: one['OS-EXT-STS:task_state'],
    volumes: (one['os-extended-volumes:volumes_attached'] ?? []).map(volume => ({
      id: volume.id,
      endsWithServer: volume.delete_on_termination,
    })),
  }));
export type Server = z.output<typeof serverSchema>;

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
    mac: one.mac_addr,
    status: one.port_state,
    addresses: (one.fixed_ips ?? []).map(ip => ip.ip_address),
  }));
export type ServerInterface = z.output<typeof interfaceSchema>;
