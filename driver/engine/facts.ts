import type Dockerode from 'dockerode';
import { RockpoolError } from '../model/errors';
import { notAnEngine } from './messages';
import type { EngineFacts } from './port';

/** What is asked once and kept: how the engine writes logs, and where its data lies. */
export interface About {
  facts: EngineFacts;
  jsonFileLogs: boolean;
  isPodman: boolean;
  rootDir: string;
  /**
   * How it keeps images. `layers`: by themselves, so that an archive may lack those that it has. `blobs`: in containerd's
   * image store, where an OCI layout may lack them. `unknown`: an archive has to be whole.
   */
  keeps: 'layers' | 'blobs' | 'unknown';
}

interface Info {
  ID?: string;
  Name?: string;
  ServerVersion?: string;
  OperatingSystem?: string;
  MemTotal?: number;
  NCPU?: number;
  DockerRootDir?: string;
  LoggingDriver?: string;
  SecurityOptions?: string[];
  DriverStatus?: [string, string][];
}

interface Version {
  ApiVersion?: string;
  Version?: string;
  Arch?: string;
  Components?: { Name: string }[];
}

const MIB = 1024 * 1024;

/** @throws what dockerode throws, or RockpoolError NOT_AN_ENGINE */
export async function askAbout(docker: Dockerode, url: string, abortSignal: AbortSignal): Promise<About> {
  const asked = docker as unknown as Record<'info' | 'version', (options: object) => Promise<unknown>>;
  const [info, version] = await Promise.all([
    asked.info({ abortSignal }) as Promise<Info>,
    asked.version({ abortSignal }) as Promise<Version>,
  ]);
  if (!version?.ApiVersion || !info?.ServerVersion) throw new RockpoolError(notAnEngine(url));
  const isPodman = version.Components?.some(({ Name }) => Name === 'Podman Engine') ?? false;
  // Podman makes up an id for each answer. Docker's may be shared by two engines of one machine (until 23.0 it
  // comes from /etc/docker/key.json), which differ in where they keep their data.
  const name = isPodman ? `podman:${info.Name ?? ''}` : (info.ID ?? '');
  return {
    facts: {
      id: `${name}@${info.DockerRootDir ?? ''}`,
      version: isPodman ? `Podman ${version.Version}` : (version.Version ?? info.ServerVersion),
      apiVersion: version.ApiVersion,
      operatingSystem: info.OperatingSystem ?? 'unknown',
      architecture: version.Arch ?? 'unknown',
      memoryMiB: Math.floor((info.MemTotal ?? 0) / MIB),
      cpus: info.NCPU ?? 1,
      rootless: info.SecurityOptions?.some(option => option.startsWith('name=rootless')) ?? false,
    },
    isPodman,
    jsonFileLogs: info.LoggingDriver === 'json-file',
    rootDir: info.DockerRootDir ?? '',
    keeps: isPodman ? 'unknown' : keepsBlobs(info) ? 'blobs' : 'layers',
  };
}

function keepsBlobs({ DriverStatus }: Info): boolean {
  return DriverStatus?.some(([, value]) => value.startsWith('io.containerd.snapshotter')) ?? false;
}
