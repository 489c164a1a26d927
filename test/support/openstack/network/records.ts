import type { Kept } from '../core/table';

/** What every resource of Neutron has. */
export interface Standard extends Kept {
  projectId: string;
  name: string;
  description: string;
  tags: readonly string[];
  revision: number;
  createdAt: number;
  updatedAt: number;
}

export interface Network extends Standard {
  isShared: boolean;
  isExternal: boolean;
  subnetIds: readonly string[];
}

export interface Subnet extends Standard {
  networkId: string;
  cidr: string;
  gateway: string | null;
  pool: { start: string; end: string };
  hasDhcp: boolean;
}

export interface Router extends Standard {
  externalNetworkId: string | undefined;
  externalAddress: string | undefined;
  subnetIds: readonly string[];
}

export interface FixedIp {
  subnetId: string;
  address: string;
}

export interface Port extends Standard {
  networkId: string;
  mac: string;
  status: 'DOWN' | 'ACTIVE' | 'BUILD';
  deviceId: string;
  deviceOwner: string;
  fixedIps: readonly FixedIp[];
  securityGroupIds: readonly string[];
}

export interface SecurityGroup extends Standard {
  isStateful: boolean;
}

export interface Rule extends Standard {
  groupId: string;
  direction: 'ingress' | 'egress';
  ethertype: 'IPv4' | 'IPv6';
  protocol: string | null;
  portMin: number | null;
  portMax: number | null;
  remoteCidr: string | null;
  /** As Neutron corrects it: without the host's bits. */
  normalizedCidr: string | null;
  remoteGroupId: string | null;
  standardAttributeId: number;
  /** Made with its group; only such a one has no description. */
  isDefault: boolean;
}

export interface FloatingIp extends Standard {
  networkId: string;
  address: string;
  portId: string | null;
  fixedAddress: string | null;
  routerId: string | null;
  status: 'ACTIVE' | 'DOWN' | 'ERROR';
}
