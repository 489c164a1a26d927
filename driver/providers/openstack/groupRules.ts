import type { SecurityGroupRule, securityGroupRules } from 'openstack-ts';

/** A rule that is wanted of a group, whichever that is. */
export type WantedRule = Omit<securityGroupRules.RuleWish, 'securityGroupId' | 'description'>;
/** One that it has, as far as it matters here. */
export type GroupRule = Pick<SecurityGroupRule, 'direction'> &
  Partial<
    Pick<
      SecurityGroupRule,
      'ethertype' | 'protocol' | 'portMin' | 'portMax' | 'remotePrefix' | 'remoteGroupId'
    >
  >;

const SSH_PORT = 22;

/**
 * What a pool's group allows: out to anywhere, in to SSH alone, from these networks and from members of the controller's
 * own group where there is one.
 * @param sshFrom CIDRs or single addresses
 */
export function wantedRules(sshFrom: readonly string[], masterGroupId: string | undefined): WantedRule[] {
  const families = ['IPv4', 'IPv6'] as const;
  const ssh = { direction: 'ingress', protocol: 'tcp', portMin: SSH_PORT, portMax: SSH_PORT } as const;
  const familyOf = (address: string) => (address.includes(':') ? 'IPv6' : 'IPv4');
  return [
    ...families.map(ethertype => ({ direction: 'egress', ethertype }) as const),
    ...sshFrom.map(from => ({ ...ssh, ethertype: familyOf(from), remotePrefix: withLength(from) }) as const),
    ...(masterGroupId === undefined
      ? []
      : families.map(ethertype => ({ ...ssh, ethertype, remoteGroupId: masterGroupId }))),
  ];
}

/** What to add and what to take away so that a group allows what is wanted; ways out are nobody's harm. Pure. */
export function ruleChanges<T extends GroupRule>(
  there: readonly T[],
  wanted: readonly WantedRule[],
): { add: WantedRule[]; remove: T[] } {
  const has = new Set(there.map(keyOf));
  const keys = new Set(wanted.map(keyOf));
  const add = wanted.filter((rule, at) => !has.has(keyOf(rule)) && isFirst(wanted, at));
  const remove = there.filter(rule => rule.direction === 'ingress' && !keys.has(keyOf(rule)));
  return { add, remove };
}

function isFirst(rules: readonly WantedRule[], at: number): boolean {
  const keys = rules.slice(0, at + 1).map(keyOf);
  return keys.indexOf(keys[at] ?? '') === at;
}

function keyOf(rule: GroupRule): string {
  const { direction, ethertype, protocol, portMin, portMax, remotePrefix, remoteGroupId } = rule;
  const prefix = remotePrefix === undefined ? '' : withLength(remotePrefix);
  // Clouds show a protocol by its name or number.
  const name = protocol === '6' ? 'tcp' : (protocol ?? '');
  return [direction, ethertype, name, portMin, portMax, prefix, remoteGroupId].join(' ').toLowerCase();
}

/** A single address is a network of one; of an IPv6 address many spellings are the same, and Neutron has its own. */
function withLength(text: string): string {
  const [address = '', bits = text.includes(':') ? '128' : '32'] = text.split('/');
  return `${address.includes(':') ? spelled(address) : address}/${bits}`;
}

function spelled(address: string): string {
  const url = `http://[${address}]/`;
  return URL.canParse(url) ? new URL(url).hostname.slice(1, -1) : address;
}
