import type { Kept } from '../core/table';

export interface Domain {
  id: string;
  name: string;
}

export interface Role {
  id: string;
  name: string;
}

/** Limits by the name that each service gives them; -1: none. */
export interface Quotas {
  compute: Record<string, number>;
  network: Record<string, number>;
  volume: Record<string, number>;
}

export interface Project extends Kept {
  name: string;
  isEnabled: boolean;
  quotas: Quotas;
}

export interface User extends Kept {
  name: string;
  password: string;
  isEnabled: boolean;
  /** By project id. */
  roles: Readonly<Record<string, readonly Role[]>>;
  defaultProjectId?: string;
}

export interface ApplicationCredential extends Kept {
  name: string;
  secret: string;
  userId: string;
  projectId: string;
  /** Ms since the epoch. */
  expiresAt?: number;
}

export interface Token {
  value: string;
  user: User;
  /** Undefined: for no project. */
  project: Project | undefined;
  roles: readonly Role[];
  methods: readonly string[];
  auditId: string;
  /** Ms since the epoch. */
  issuedAt: number;
  expiresAt: number;
}
