import type { Flavor, Image } from 'openstack-ts';
import type { Clock } from '../../model/clock';
import { RockpoolError } from '../../model/errors';
import type { Listings } from './kinds';
import * as say from './messages';
import { type SharedListing, shareListing } from './sharedListing';

/** Finds what a pool's settings name. What the cloud has is remembered for a while. */
export interface Lookups {
  /** @throws RockpoolError CLOUD_LACKS, CLOUD_AMBIGUOUS, or what the cloud's refusals mean */
  image(name: string, signal: AbortSignal): Promise<string>;
  flavor(name: string, signal: AbortSignal): Promise<Flavor>;
  groups(names: readonly string[], key: string, signal: AbortSignal): Promise<string[]>;
  /** @param wanted `auto`, `none`, or ids with commas between them */
  networks(wanted: string, signal: AbortSignal): Promise<string[]>;
  floatingPool(name: string, signal: AbortSignal): Promise<string>;
  /** The group of the controller, where there is one; undefined: there is none, and that is all right. */
  masterGroup(name: string, signal: AbortSignal): Promise<string | undefined>;
  /** Something was refused that is known here: it may be another by now. */
  forget(): void;
}

/** What a cloud has to choose from changes seldom. */
const KNOWN_FOR_MS = 5 * 60_000;

interface Named {
  id: string;
  name: string;
}

export function lookupsOf(
  where: string,
  listings: Pick<Listings, 'flavors' | 'networks'>,
  images: SharedListing<Image>,
  groups: SharedListing<Named>,
  clock: Clock,
): Lookups {
  const flavors = shareListing(listings.flavors, clock);
  const networks = shareListing(listings.networks, clock);

  /** The one with this id or name. Before it is said that there is none, it is looked for anew. */
  async function find<T extends Named>(
    listing: SharedListing<T>,
    wanted: { what: string; name: string; key: string; among?: (one: T) => boolean },
    signal: AbortSignal,
  ): Promise<T> {
    const { what, name, key, among = () => true } = wanted;
    const named = (all: readonly T[]) => {
      const byId = all.find(({ id }) => id === name);
      return byId ? [byId] : all.filter(one => one.name === name && among(one));
    };
    let found = named(await listing.recent(KNOWN_FOR_MS, signal));
    const all = found.length === 1 ? [] : await listing.fresh(signal);
    if (found.length !== 1) found = named(all);
    const [one, ...others] = found;
    if (one && others.length === 0) return one;
    const ids = found.map(({ id }) => id);
    if (one) throw new RockpoolError(say.ambiguous(where, what, name, key, ids));
    const known = [...new Set(all.filter(among).map(other => other.name))].filter(Boolean).sort();
    throw new RockpoolError(say.missing(where, what, name, key, known));
  }

  return {
    async image(name, signal) {
      return (await find(images, { what: 'image', name, key: 'DD_HOST_IMAGE', among: isActive }, signal)).id;
    },
    flavor: (name, signal) =>
      find(flavors, { what: 'flavor', name, key: 'DD_HOST_FLAVOR_NAME_SMALL and _LARGE' }, signal),
    async groups(names, key, signal) {
      const found: string[] = [];
      for (const name of names)
        found.push((await find(groups, { what: 'security group', name, key }, signal)).id);
      return found;
    },
    async masterGroup(name, signal) {
      const isIt = (one: Named) => one.name === name || one.id === name;
      if (!(await groups.recent(KNOWN_FOR_MS, signal)).some(isIt)) return undefined;
      return (await find(groups, { what: 'security group', name, key: 'DD_HOST_MASTER_SG' }, signal)).id;
    },
    async networks(wanted, signal) {
      if (wanted === 'none') throw new RockpoolError(say.networkNone(where));
      if (wanted !== 'auto') {
        const found: string[] = [];
        for (const name of wanted
          .split(',')
          .map(one => one.trim())
          .filter(Boolean))
          found.push((await find(networks, { what: 'network', name, key: 'DD_HOST_NETWORK' }, signal)).id);
        return found;
      }
      const all = (await networks.recent(KNOWN_FOR_MS, signal)).filter(
        ({ subnetIds }) => subnetIds.length > 0,
      );
      const inner = all.filter(({ isExternal }) => !isExternal);
      const usable = inner.length > 0 ? inner : all;
      const [only, ...others] = usable;
      if (!only || others.length > 0) {
        networks.forget();
        throw new RockpoolError(
          say.networkUnclear(
            where,
            usable.map(({ name, id }) => name || id),
          ),
        );
      }
      return [only.id];
    },
    async floatingPool(name, signal) {
      const among = ({ isExternal }: { isExternal: boolean }) => isExternal;
      const wanted = { what: 'external network', name, key: 'DD_HOST_FLOATING_POOL', among };
      return (await find(networks, wanted, signal)).id;
    },
    forget() {
      for (const one of [images, flavors, networks, groups]) one.forget();
    },
  };
}

const isActive = ({ status }: { status: string }): boolean => status === 'active';
