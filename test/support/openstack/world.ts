import type { Cloud } from './cloud';
import { remove } from './compute/building';
import type { Server } from './compute/records';
import { statusOf } from './compute/show';
import type { Quotas } from './identity/records';
import { removePort } from './network/ports';
import { dropVolume } from './volume/life';

/** A call as it was made. */
export interface MadeCall {
  /** Ms since the epoch. */
  at: number;
  service: string;
  method: string;
  /** Behind the service's base. */
  path: string;
  query: string;
  /** Undefined: it never got an answer. */
  status: number | undefined;
}

/** The truth, past the API: what exists, whatever a listing says. */
export class World {
  readonly #cloud: Cloud;
  /** Since the start or the last `forget`, in order. */
  readonly calls: MadeCall[] = [];
  /** Calls under way, and the most there were at once. */
  inFlight = 0;
  mostInFlight = 0;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
  }

  forgetCalls(): void {
    this.calls.length = 0;
    this.mostInFlight = this.inFlight;
  }

  /** All that is in a project or of its users, by kind; what every project has is left out. */
  everything(projectId = this.projectId) {
    const cloud = this.#settled;
    const of = <T extends { projectId: string }>(all: Iterable<T>) =>
      [...all].filter(one => one.projectId === projectId);
    return {
      servers: of(cloud.servers.values()).filter(({ vmState }) => vmState !== 'deleted'),
      ports: of(cloud.ports.values()),
      volumes: of(cloud.volumes.values()),
      snapshots: of(cloud.snapshots.values()),
      images: of(cloud.images.values()),
      securityGroups: of(cloud.securityGroups.values()).filter(({ name }) => name !== 'default'),
      keypairs: [...cloud.keypairs.values()],
      floatingIps: of(cloud.floatingIps.values()),
      serverGroups: of(cloud.serverGroups.values()),
    };
  }

  get #settled(): Cloud {
    this.#cloud.agenda.settle();
    return this.#cloud;
  }

  /** The project that `config()` signs in to. */
  get projectId(): string {
    for (const project of this.#cloud.projects.values()) if (project.name === 'lab') return project.id;
    throw new Error('the emulated cloud has lost its project');
  }

  server(id: string): Server | undefined {
    return this.#settled.servers.get(id);
  }

  /** As the API would say it. */
  statusOf(id: string): string | undefined {
    const server = this.server(id);
    return server && statusOf(server);
  }

  /** In how many ms something happens next by itself; undefined: never. */
  get nextInMs(): number | undefined {
    return this.#settled.agenda.nextInMs;
  }

  /** A server is deleted by somebody else, at once. */
  destroyServer(id: string): void {
    remove(this.#settled, id);
    this.#cloud.servers.remove(id);
  }

  /** A server goes to ERROR by itself. */
  breakServer(id: string, message: string): void {
    this.#settled.servers.change(id, {
      vmState: 'error',
      taskState: null,
      fault: { code: 500, message, created: this.#cloud.agenda.now },
    });
  }

  destroyVolume(id: string): void {
    dropVolume(this.#settled, id);
  }

  /** A volume's status as an operator sets it. */
  setVolumeStatus(id: string, status: string): void {
    this.#settled.volumes.change(id, { status });
  }

  destroyPort(id: string): void {
    removePort(this.#settled, id);
  }

  destroyImage(id: string): void {
    this.#settled.images.remove(id);
  }

  setQuota(service: keyof Quotas, what: string, limit: number, projectId = this.projectId): void {
    const project = this.#settled.projects.get(projectId);
    if (!project) return;
    const quotas = { ...project.quotas, [service]: { ...project.quotas[service], [what]: limit } };
    this.#cloud.projects.change(projectId, { quotas });
  }
}
