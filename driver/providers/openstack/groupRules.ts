/** A rule of a security group, as far as it matters here. */
export interface GroupRule {
  direction: string;
  ethertype: string;
  protocol: string | null;
  portRangeMin: number | null;
  portRangeMax: number | null;
  remoteIpPrefix: string | null;
  remoteGroupId: string | null;
}

const SSH_PORT = 22;
const any = {
  protocol: null,
  portRangeMin: null,
  portRangeMax: null,
  remoteIpPrefix: null,
  remoteGroupId: null,
};

/**
 * What a pool's group allows: out to anywhere, in to SSH alone, from these networks and from members of the controller's
 * own group where there is one.
 * @param sshFrom CIDRs or single addresses
 */
export function wantedRules(sshFrom: readonly string[], masterGroupId: string | undefined): GroupRule[] {
  const ssh = {
    ...any,
    direction: 'ingress',
    protocol: 'tcp',
    portRangeMin: SSH_PORT,
    portRangeMax: SSH_PORT,
  };
  const familyOf = (address: string) => (address.includes(':') ? 'IPv6' : 'IPv4');
  return [
    { ...any, direction: 'egress', ethertype: 'IPv4' },
    { ...any, direction: 'egress', ethertype: 'IPv6' },
    ...sshFrom.map(from => ({ ...ssh, ethertype: familyOf(from), remoteIpPrefix: withLength(from) })),
    ...(masterGroupId === undefined
      ? []
      : ['IPv4', 'IPv6'].map(ethertype => ({ ...ssh, ethertype, remoteGroupId: masterGroupId }))),
  ];
}

/** What to add and what to take away so that a group allows what is wanted; ways out are nobody's harm. Pure. */
export function ruleChanges<T extends GroupRule>(
  there: readonly T[],
  wanted: readonly GroupRule[],
): { add: GroupRule[]; remove: T[] } {
  const has = new Set(there.map(keyOf));
  const keys = new Set(wanted.map(keyOf));
  const add = wanted.filter((rule, at) => !has.has(keyOf(rule)) && isFirst(wanted, at));
  const remove = there.filter(rule => rule.direction === 'ingress' && !keys.has(keyOf(rule)));
  return { add, remove };
}

function isFirst(rules: readonly GroupRule[], at: number): boolean {
  const keys = rules.slice(0, at + 1).map(keyOf);
  return keys.indexOf(keys[at] ?? '') === at;
}

function keyOf(rule: GroupRule): string {
  const { direction, ethertype, protocol, portRangeMin, portRangeMax, remoteIpPrefix, remoteGroupId } = rule;
  const prefix = remoteIpPrefix === null ? '' : withLength(remoteIpPrefix);
  // Clouds show a protocol by its name or number.
  const name = protocol === '6' ? 'tcp' : (protocol ?? '');
  return [direction, ethertype, name, portRangeMin, portRangeMax, prefix, remoteGroupId]
    .join(' ')
    .toLowerCase();
}

/** A single address is a network of one. */
function withLength(address: string): string {
  if (address.includes('/')) return address;
  return address.includes(':') ? `${address}/128` : `${address}/32`;
}
