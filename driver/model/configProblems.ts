import { type ConfigKey, hasFlavors, type PoolConfig, type ProviderName } from './poolConfig';

/** A setting that does not go together with the others. */
export interface ConfigProblem {
  key: ConfigKey;
  message: string;
}

/** What is wrong with settings that are right one by one; empty where all is well. */
export function configProblems(config: PoolConfig, provider: ProviderName): ConfigProblem[] {
  if (!hasFlavors(provider)) return [];
  const {
    DD_MAX_HOSTS: hosts,
    DD_FREE_SLOT_TARGET: target,
    DD_HOST_FLAVOR_SLOTS_SMALL: small,
    DD_HOST_FLAVOR_SLOTS_LARGE: large,
  } = config;
  const problems: ConfigProblem[] = provider === 'openstack' ? unreachable(config) : [];
  if (small > large) {
    problems.push({
      key: 'DD_HOST_FLAVOR_SLOTS_SMALL',
      message: `The small flavor has ${small} slots, more than the large one with ${large}. Swap the two, or give both the same flavor.`,
    });
  }
  if (config.DD_HOST_FLAVOR_NAME_SMALL === config.DD_HOST_FLAVOR_NAME_LARGE)
    problems.push(...contradictions(config));
  const most = Math.max(small, large);
  const capacity = hosts * most;
  if (target > capacity) {
    problems.push({
      key: 'DD_FREE_SLOT_TARGET',
      message: `${target} free slots can never be kept: ${hosts} ${hosts === 1 ? 'host' : 'hosts'} (DD_MAX_HOSTS) of ${most} ${most === 1 ? 'slot' : 'slots'} hold ${capacity} at the most, even with nothing running. Lower the target, or allow more hosts.`,
    });
  }
  return problems;
}

/** Hosts of a cloud are reached over a network, from somewhere. */
function unreachable({
  DD_HOST_NETWORK: network,
  DD_HOST_SSH_FROM: from,
  DD_HOST_MASTER_SG: master,
}: PoolConfig): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (network === 'none') {
    const message =
      'A host without a network can not be reached. Choose a network, or "auto" where the project has just one.';
    problems.push({ key: 'DD_HOST_NETWORK', message });
  }
  if (from === null && master === null) {
    const message =
      'Nobody gets to the hosts: write the address from which Rockpool reaches them, or name a master security group.';
    problems.push({ key: 'DD_HOST_SSH_FROM', message });
  }
  return problems;
}

/** Where both flavors are the same one, it has one capacity and one price. */
function contradictions(config: PoolConfig): ConfigProblem[] {
  const { DD_HOST_FLAVOR_NAME_LARGE: name, DD_HOST_PRICE_SMALL: price, DD_HOST_PRICE_LARGE: other } = config;
  const both = `Both flavors are ${name}, which`;
  const next = 'Give both the same, or name another flavor.';
  const problems: ConfigProblem[] = [];
  if (config.DD_HOST_FLAVOR_SLOTS_SMALL < config.DD_HOST_FLAVOR_SLOTS_LARGE) {
    const slots = `${config.DD_HOST_FLAVOR_SLOTS_SMALL} slots and ${config.DD_HOST_FLAVOR_SLOTS_LARGE}`;
    problems.push({ key: 'DD_HOST_FLAVOR_SLOTS_SMALL', message: `${both} can't have ${slots}. ${next}` });
  }
  if (price !== null && other !== null && price !== other) {
    problems.push({
      key: 'DD_HOST_PRICE_SMALL',
      message: `${both} can't cost ${price} and ${other}. ${next}`,
    });
  }
  return problems;
}
