/**
 * An OpenStack in this process: Keystone, Nova, Glance, Neutron and Cinder as far as Rockpool uses them, driven by the
 * clock and the chance that are handed in. `test/openstack` holds it to a real one.
 */
import { answering } from './answering';
import { emptyCloud } from './cloud';
import type { Server } from './compute/records';
import { consoleOf } from './consoleLog';
import type { EmulatorClock, EmulatorRandom, Transport, WireAnswer, WireRequest } from './core/environment';
import { type Delays, noDelays, usualDelays } from './delays';
import { Faults } from './faults';
import { listen } from './listen';
import { type Furnishing, furnish, labFurnishing, PASSWORD, USER } from './seed';
import { World } from './world';

export interface OpenStackOptions extends Partial<Furnishing> {
  clock: EmulatorClock;
  random: EmulatorRandom;
  /** 'none': all is done as soon as somebody looks. */
  delays?: Partial<Delays> | 'none';
  region?: string;
  zone?: string;
  tokenLifetimeMs?: number;
  /** The most that one page holds. */
  pageLimit?: number;
  /** What a server's console shows. */
  consoleOf?(server: Server): string;
}

/** How somebody signs in, without the client's own shape. */
export interface EmulatorLogin {
  authUrl: string;
  username: string;
  password: string;
  projectName: string;
  projectId: string;
  userDomainName: string;
  projectDomainName: string;
  region: string;
}

const ORIGIN = 'http://cloud.test';
const HOUR_MS = 3_600_000;
/** Kept of the calls that were made. */
const CALLS_KEPT = 200_000;

export function createOpenStack(options: OpenStackOptions) {
  const { clock, random, delays } = options;
  const cloud = emptyCloud({
    clock,
    random,
    delays: delays === 'none' ? noDelays : { ...usualDelays, ...delays },
    region: options.region ?? 'RegionOne',
    zone: options.zone ?? 'nova',
    tokenLifetimeMs: options.tokenLifetimeMs ?? HOUR_MS,
    pageLimit: options.pageLimit ?? 1000,
    consoleOf: options.consoleOf ?? consoleOf,
  });
  furnish(cloud, {
    flavors: options.flavors ?? labFurnishing.flavors,
    images: options.images ?? labFurnishing.images,
    networks: options.networks ?? labFurnishing.networks,
    volumeTypes: options.volumeTypes ?? labFurnishing.volumeTypes,
    quotas: options.quotas ?? labFurnishing.quotas,
  });
  const addressed = answering(cloud);
  const faults = new Faults(cloud, clock);
  const world = new World(cloud);

  const transport: Transport = async request => {
    request.signal?.throwIfAborted();
    const { service, path, query, answer, refuse } = addressed(request);
    const call = {
      at: clock.now(),
      service,
      method: request.method,
      path,
      query,
      status: undefined as number | undefined,
    };
    if (world.calls.length < CALLS_KEPT) world.calls.push(call);
    world.inFlight += 1;
    world.mostInFlight = Math.max(world.mostInFlight, world.inFlight);
    try {
      if (faults.latencyMs > 0)
        await clock.sleep(faults.latencyMs, request.signal ? { signal: request.signal } : {});
      const given = await faults.carry(request, faults.of(request, service, path), answer, refuse);
      call.status = given.status;
      return given;
    } finally {
      world.inFlight -= 1;
    }
  };

  return {
    transport,
    /** One call of somebody who is no part of what is looked at: done at once, counted by nobody, met by no fault. */
    answerNow: (request: WireRequest): WireAnswer => addressed(request).answer(),
    faults,
    world,
    /** On 127.0.0.1; end it with its disposer. */
    listen: () => listen(transport),
    /** How to sign in; `origin` is where it listens, where it does. */
    config: (user = USER, origin = ORIGIN): EmulatorLogin => ({
      authUrl: `${origin}/identity/v3`,
      username: user,
      password: PASSWORD,
      projectName: 'lab',
      projectId: world.projectId,
      userDomainName: 'Default',
      projectDomainName: 'Default',
      region: cloud.region,
    }),
    /** An application credential of the project's user. */
    applicationCredential(expiresAt?: number): { id: string; secret: string } {
      const user = [...cloud.users.values()].find(({ name }) => name === USER);
      const credential = cloud.credentials.add({
        id: cloud.ids.hex(),
        name: `credential-${cloud.credentials.size}`,
        secret: random.hex(32),
        userId: user?.id ?? '',
        projectId: world.projectId,
        ...(expiresAt !== undefined && { expiresAt }),
      });
      return { id: credential.id, secret: credential.secret };
    },
  };
}

export type OpenStack = ReturnType<typeof createOpenStack>;
