import type { Flavor, Keypair, Server, ServerGroup } from './compute/records';
import { Agenda } from './core/agenda';
import type { EmulatorClock, EmulatorRandom } from './core/environment';
import { type Ids, idsFrom } from './core/ids';
import { type Kept, Table } from './core/table';
import type { Delays, Range } from './delays';
import type { ApplicationCredential, Domain, Project, Role, Token, User } from './identity/records';
import type { Image } from './image/records';
import { Mishaps } from './mishaps';
import type { FloatingIp, Network, Port, Router, Rule, SecurityGroup, Subnet } from './network/records';
import { Usage } from './usage';
import type { Snapshot, Volume, VolumeType } from './volume/records';

/** Everything that exists, and what is to happen to it. */
export interface Cloud {
  agenda: Agenda;
  ids: Ids;
  mishaps: Mishaps;
  usage: Usage;
  region: string;
  zone: string;
  tokenLifetimeMs: number;
  /** The most that one page holds. */
  pageLimit: number;
  domain: Domain;
  roles: { member: Role; reader: Role; admin: Role };
  /** Draws how long something takes, ms. */
  takes(what: keyof Delays): number;
  /** What a server has written to its console. */
  consoleOf(server: Server): string;
  projects: Table<Project>;
  users: Table<User>;
  credentials: Table<ApplicationCredential>;
  tokens: Map<string, Token>;
  flavors: Table<Flavor>;
  keypairs: Table<Keypair>;
  serverGroups: Table<ServerGroup>;
  servers: Table<Server>;
  images: Table<Image>;
  networks: Table<Network>;
  subnets: Table<Subnet>;
  routers: Table<Router>;
  ports: Table<Port>;
  securityGroups: Table<SecurityGroup>;
  rules: Table<Rule>;
  floatingIps: Table<FloatingIp>;
  volumeTypes: Table<VolumeType>;
  volumes: Table<Volume>;
  snapshots: Table<Snapshot>;
  /** Ids of ports by what they belong to. */
  portsOf: Map<string, Set<string>>;
  /** Ids of rules by group. */
  rulesOf: Map<string, Set<string>>;
  /** How many ports are in a group. */
  portsIn: Map<string, number>;
  /** Addresses that are taken, by subnet. */
  addresses: Map<string, Set<string>>;
  /** Addresses that lead from outside, by port. */
  floatingIpsOf: Map<string, Set<string>>;
  /** What Neutron counts all of its resources with. */
  nextStandardId(): number;
}

export interface CloudParts {
  clock: EmulatorClock;
  random: EmulatorRandom;
  delays: Delays;
  region: string;
  zone: string;
  tokenLifetimeMs: number;
  pageLimit: number;
  consoleOf(server: Server): string;
}

/** A cloud in which nothing exists yet, not even a project. */
export function emptyCloud(parts: CloudParts): Cloud {
  const { clock, random, delays } = parts;
  const agenda = new Agenda(clock);
  const ids = idsFrom(random);
  const newest = <T extends Kept>() => new Table<T>(() => agenda.elapsed, 'newestFirst');
  const byId = <T extends Kept>() => new Table<T>(() => agenda.elapsed, 'byId');
  let standardIds = 0;
  return {
    agenda,
    ids,
    mishaps: new Mishaps(),
    usage: new Usage(),
    region: parts.region,
    zone: parts.zone,
    tokenLifetimeMs: parts.tokenLifetimeMs,
    pageLimit: parts.pageLimit,
    domain: { id: 'default', name: 'Default' },
    roles: {
      member: { id: ids.hex(), name: 'member' },
      reader: { id: ids.hex(), name: 'reader' },
      admin: { id: ids.hex(), name: 'admin' },
    },
    takes(what) {
      const [least, most]: Range = delays[what];
      return least + (most - least) * random.float();
    },
    consoleOf: parts.consoleOf,
    projects: byId(),
    users: byId(),
    credentials: byId(),
    tokens: new Map(),
    flavors: byId(),
    keypairs: byId(),
    serverGroups: byId(),
    servers: newest(),
    images: newest(),
    networks: byId(),
    subnets: byId(),
    routers: byId(),
    ports: byId(),
    securityGroups: byId(),
    rules: byId(),
    floatingIps: byId(),
    volumeTypes: newest(),
    volumes: newest(),
    snapshots: newest(),
    portsOf: new Map(),
    rulesOf: new Map(),
    portsIn: new Map(),
    addresses: new Map(),
    floatingIpsOf: new Map(),
    nextStandardId: () => ++standardIds,
  };
}
