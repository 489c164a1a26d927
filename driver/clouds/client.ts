import type { CloudReader } from './reader';

/** Services that a pool works with, as the client names them. */
export const poolServices = ['compute', 'image', 'network', 'volume'] as const;
export type PoolService = (typeof poolServices)[number];

/** What signing in has shown. */
export interface SignedIn {
  user: string;
  /** Absent: for no project. */
  project?: string | undefined;
  roles: readonly string[];
  /** Of the catalog. */
  regions: readonly string[];
}

/** A cloud as it is looked over: every call throws what the client throws, is bounded, and changes nothing. */
export interface CloudClient {
  readonly reader: CloudReader;
  signIn(signal: AbortSignal): Promise<SignedIn>;
  /** The projects that the user may work in, by signing in for none. Undefined: this way of signing in has no other. */
  projects(signal: AbortSignal): Promise<readonly string[] | undefined>;
  /** The newest version that a service offers, where it has several; throws `NoService` where it is not there. */
  version(service: PoolService, signal: AbortSignal): Promise<string | undefined>;
}

/** Where a cloud is and how it is asked, without what is secret. */
export interface CloudPlace {
  /** For people. */
  where: string;
  authUrl: string;
  kind: 'password' | 'applicationCredential' | 'token';
  project?: string | undefined;
  region?: string | undefined;
  /** A file that vouches for it, beside those that are known. */
  caFile?: string | undefined;
  verify: boolean;
  /** What whoever wrote its description may want to know. */
  warnings: readonly string[];
}
