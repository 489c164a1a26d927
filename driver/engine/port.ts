import type { Duplex, Readable } from 'node:stream';
import type Dockerode from 'dockerode';
import type { Disposer } from '../model/clock';
import type { ErrorValue } from '../model/errors';
import type { Image } from '../model/image';
import type { TerminalSize } from '../model/terminal';
import type { TaskStart } from '../tasks/tasks';
import type { ContainerShell } from './containerShell';

export type { ContainerShell } from './containerShell';

/** What an engine says of itself. */
export interface EngineFacts {
  /** The engine's own id; the same over restarts. */
  id: string;
  version: string;
  apiVersion: string;
  operatingSystem: string;
  /** In Go's words, as images have it: `amd64`, `arm64`. */
  architecture: string;
  memoryMiB: number;
  cpus: number;
  rootless: boolean;
}

/** A place where an engine may answer, and what came of asking. */
export interface EngineCandidate {
  /** `unix:///var/run/docker.sock`, `tcp://127.0.0.1:2375`, `npipe:////./pipe/docker_engine`. */
  url: string;
  /** Why we looked there: `DOCKER_HOST`, `context "colima"`, `the usual socket`. */
  source: string;
  facts?: EngineFacts;
  /** Why it didn't answer. */
  error?: ErrorValue;
}

/** The marks of a container: which never change, and are in the create call. Labels `rockpool.<key>`. */
export interface ContainerMarks {
  /** Of the data folder. */
  controller: string;
  pool: string;
  host: string;
  instance: string;
  blueprint: string;
  user: string;
  slots: number;
  route: string;
  /** The container port that is published. */
  port: number;
  /** Ms since the epoch. */
  created: number;
  /** Ms; 0: for ever. */
  lifetime: number;
}

/** What an instance's container is made of. */
export interface ContainerSpec {
  name: string;
  /** By the id that `findImage` gives (`sha256:…`), so that a tag that moved in between changes nothing. */
  imageId: string;
  marks: ContainerMarks;
  /** Words of the command that replaces the image's own; empty: the image's own. */
  command: string[];
  environment: Record<string, string>;
  /** Published on a free port of 127.0.0.1, whether or not the image says that it exposes it. */
  port: number;
  memoryMiB: number;
  /**
   * The most that it may write into itself; absent: no limit. Where the engine's storage can't keep it the container is
   * made without: `inspect` says which.
   */
  diskMiB?: number;
}

/** A container that carries the marks of a controller. */
export interface MarkedContainer {
  containerId: string;
  name: string;
  marks: ContainerMarks;
  state: 'created' | 'running' | 'ended';
  /** Set when it has ended, where the engine can still say it. */
  exitCode?: number;
  /** Where its port is published on 127.0.0.1, while it runs. */
  hostPort?: number;
  /** What it was made from, as the engine calls it. */
  image?: string;
}

/** What the engine says of one container. */
export interface ContainerDetails {
  containerId: string;
  image: string;
  imageId: string;
  state: 'created' | 'running' | 'ended';
  exitCode?: number;
  /** True if the kernel ended it for using too much memory. */
  outOfMemory: boolean;
  startedAt?: number;
  hostPort?: number;
  memoryLimitMiB: number;
  /** Absent: it may fill the disk. */
  diskLimitMiB?: number;
  restartCount: number;
}

/** What a container uses now. */
export interface ContainerUsage {
  memoryMiB: number;
  /** 100 is one processor. */
  cpuPercent: number;
  processes: number;
  /** Bytes since it was started; each absent where the engine doesn't count them. */
  networkReceivedBytes?: number;
  networkSentBytes?: number;
  diskWrittenBytes?: number;
}

/** A container on an engine, whoever made it. */
export interface SurveyedContainer {
  containerId: string;
  name: string;
  /** As the engine names it; an id where the image has no name any more. */
  image: string;
  state: MarkedContainer['state'];
  /** Absent where it carries no marks of any Rockpool. */
  marks?: ContainerMarks;
  /** Absent where it doesn't run. */
  usage?: ContainerUsage;
}

export interface EngineImage {
  id: string;
  /** With tags; none where a newer image took its name. */
  names: string[];
  /** Absent where the engine doesn't say. */
  bytes?: number;
}

/** What an engine's data takes on its disk, in bytes. What else is there, and how much is free, an engine doesn't say. */
export interface EngineDisk {
  /** Layers, each once. */
  images: number;
  /** What containers have written into themselves. */
  containers: number;
  volumes: number;
  /** Of builds. */
  cache: number;
}

/** An image that Rockpool has pushed to an engine. */
export interface PushedImage {
  /** The engine's own id. */
  id: string;
  /** As the image directory had it, `sha256:…`. */
  imageId: string;
  /** The name that it was pushed under, if it still has it. */
  name?: string;
  /** The name that is its mark; of a portion its id. */
  mark: string;
  /** It is what a push has brought of the image until it broke off. */
  isPortion?: true;
}

/** What an engine needs of an image. */
export interface Lacking {
  /** Of the archive: as `docker save` writes it, or an OCI layout with blobs that are not compressed. */
  format: 'docker' | 'oci';
  /** Diff ids, the lowest first. */
  layers: string[];
}

/** Everything on an engine, whoever made it: for people who look, not to decide on. */
export interface EngineSurvey {
  containers: SurveyedContainer[];
  images: EngineImage[];
  /** Absent where it wasn't asked for, or takes the engine too long. */
  disk?: EngineDisk;
}

/**
 * What one look at a port showed. `open`: it takes connections and keeps them, but doesn't speak HTTP (yet).
 * `refused`: nobody listens on the host. `silent`: taken and dropped at once, as Docker's own proxy does while
 * nobody listens inside the container.
 */
export type PortLook = 'http' | 'open' | 'silent' | 'refused';

type Signal = { signal?: AbortSignal };

/**
 * One host's Docker. Every call has a time limit and throws RockpoolError, told apart by HTTP status and error code:
 * ENGINE_UNREACHABLE, ENGINE_TIMEOUT (transient), ENGINE_FORBIDDEN, ENGINE_UNTRUSTED, NOT_AN_ENGINE (all five:
 * `isEngineAway`, nothing is known of its containers), IMAGE_GONE, NAME_TAKEN, NO_SPACE (create), CONTAINER_GONE,
 * CONTAINER_NOT_RUNNING (usage, shell), or ENGINE_REFUSED with what the engine said in `why`.
 */
export interface Engine {
  readonly url: string;
  /** For the few that need more than what is here (pull, save). */
  readonly docker: Dockerode;
  facts(options?: Signal): Promise<EngineFacts>;
  /**
   * All containers with the marks of `controller` (undefined: of any), running or not; throws rather than answer
   * with a part.
   */
  list(controller: string | undefined, options?: Signal): Promise<MarkedContainer[]>;
  /** Whether the engine knows this id. For an image of the directory ask `findImage`. */
  hasImage(imageId: string, options?: Signal): Promise<boolean>;
  /**
   * What this engine calls an image of the directory: the id to create containers with; undefined where it lacks it.
   * Engines name an image by its config's digest or, where they keep images in containerd (Docker Desktop, new
   * installations since 29), by its manifest's; so it is looked for by id, then by name with the same layers.
   */
  findImage(image: Pick<Image, 'id' | 'imageId' | 'layers'>, options?: Signal): Promise<string | undefined>;
  /** What an archive must hold for this engine; undefined: the whole image. The rest it has already. */
  lacking?(image: Pick<Image, 'layers'>, options?: Signal): Promise<Lacking | undefined>;
  /** On the disk that it keeps images on; undefined where that can't be told. */
  freeBytes?(options?: Signal): Promise<number | undefined>;
  /** The images that Rockpool has pushed to it, by their marks. */
  pushed?(options?: Signal): Promise<PushedImage[]>;
  /**
   * Takes away what Rockpool has put there of an image: its name, its mark, and the image with them where it has no other
   * name. False: a container uses it, so it stays.
   */
  removePushed?(image: PushedImage, options?: Signal): Promise<boolean>;
  /** Takes away the portions of an image (by its id in the directory), which the image itself makes superfluous. */
  clearPortions?(imageId: string, options?: Signal): Promise<void>;
  /** `docker load`; `onProgress` is given the bytes sent. */
  load(
    archive: Readable,
    options: { onProgress?: (bytes: number) => void; signal?: AbortSignal },
  ): Promise<void>;
  /** Makes the container, or finds the one that an earlier try has made (by its instance mark). */
  create(spec: ContainerSpec, options?: Signal): Promise<string>;
  /** Starting one that runs is no error. */
  start(containerId: string, options?: Signal): Promise<void>;
  inspect(containerId: string, options?: Signal): Promise<ContainerDetails>;
  usage(containerId: string, options?: Signal): Promise<ContainerUsage>;
  /** The same, about each second; ends with the container, or the signal. */
  usages(containerId: string, options: { signal: AbortSignal }): AsyncIterable<ContainerUsage>;
  /** Everything on it, with what running containers use; takes a few seconds. `disk`: also what its disk holds. */
  survey(options?: Signal & { disk?: boolean }): Promise<EngineSurvey>;
  /**
   * Looks once at a published port, by asking for `path`; may take a few seconds. Absent where the port is one of this
   * machine's, so that anybody can look.
   */
  look?(hostPort: number, path: string, options: { signal: AbortSignal }): Promise<PortLook>;
  /**
   * A connection to a published port, with what http asks of a socket; ECONNREFUSED as there. Absent where the port is
   * one of this machine's, so that anybody can connect.
   */
  connect?(hostPort: number, options: { signal?: AbortSignal | undefined }): Promise<Duplex>;
  /**
   * By force, with its anonymous volumes; one that is gone counts as removed.
   * @param options.unlessItRuns one that has started meanwhile stays
   */
  remove(containerId: string, options?: Signal & { unlessItRuns?: boolean }): Promise<void>;
  /** Output in chunks of whole lines, the last `tail` lines first; ends with the container, or the signal. */
  logs(
    containerId: string,
    options: { follow: boolean; tail: number; signal: AbortSignal },
  ): AsyncIterable<string>;
  /**
   * Starts bash, or sh where there is none, in a running container, as the image's user.
   * @throws RockpoolError NO_SHELL where the image has none
   */
  openShell(containerId: string, options: Signal & { size: TerminalSize }): Promise<ContainerShell>;
  /**
   * Calls `onChange` when a container of `controller` starts, dies or goes, and when the engine itself comes
   * or goes. The stream is reopened by itself; list again after each call, since events can be missed.
   */
  watch(controller: string, onChange: () => void): Disposer;
}

/** Finding and keeping engines. */
export interface Engines extends AsyncDisposable {
  /**
   * Where Rockpool's own private engine listens when it runs; undefined where there can be none. It ends with the app:
   * whoever starts Rockpool with a pool on this address calls `startPrivateEngine` first.
   */
  readonly privateUrl: string | undefined;
  /** Asks everywhere at once, the likeliest first; takes at most a few seconds. */
  discover(options?: Signal): Promise<EngineCandidate[]>;
  /**
   * The connection to the engine at `url`; one each, kept. Asks nothing yet.
   * @throws RockpoolError ENGINE_URL_NOT_SUPPORTED, ENGINE_CERTIFICATES_MISSING
   */
  connect(url: string): Engine;
  /** Calls `listener` with the address of an engine whenever that has answered something, whoever asked. */
  onAnswer(listener: (url: string) => void): Disposer;
  /** What a person can do on this machine where no engine answers. */
  advice(): EngineAdvice;
  /**
   * Installs the distribution's Docker if need be and starts a private engine; the task's result is its url. While one
   * is being started that task is the answer, and one that runs is left as it is. Its containers end with it.
   */
  startPrivateEngine(): TaskStart;
}

export interface EngineAdvice {
  /** Sentences, one step each, for this operating system. */
  steps: string[];
  /** True where one click can install and start a private engine (Debian and Ubuntu, as root). */
  canInstall: boolean;
}
