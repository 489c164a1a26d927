/** A domain, by one of the two. */
export type DomainRef = { id: string } | { name: string };

/** A project, by its id, or by its name and the domain in which it is called that. */
export type ProjectRef = { id: string } | { name: string; domain: DomainRef };

/** A user, likewise. */
export type UserRef = { id: string } | { name: string; domain: DomainRef };

/** With what one signs in. */
export type Auth =
  | { kind: 'password'; user: UserRef; password: string; project?: ProjectRef | undefined }
  /** It knows its project. Of a name, the user whose it is has to be said. */
  | {
      kind: 'applicationCredential';
      credential: { id: string } | { name: string; user: UserRef };
      secret: string;
    }
  | { kind: 'token'; token: string; project?: ProjectRef | undefined };

export type Interface = 'public' | 'internal' | 'admin';

/** Where a cloud is, and who asks. */
export interface CloudConfig {
  /** What people call it. */
  name?: string | undefined;
  /** The Identity service: `https://cloud.example.org:5000/v3`; `/v3` may be left out. */
  authUrl: string;
  auth: Auth;
  /** Absent: the catalog has one only, or that of its first Compute. */
  region?: string | undefined;
  /** Which of its addresses a service is called at; absent: `public`. */
  interface?: Interface | undefined;
  /** Addresses instead of the catalog's, by type of service. */
  endpoints?: Readonly<Record<string, string>> | undefined;
  /** Certificates (PEM) of further authorities. */
  ca?: string | undefined;
  /** False: whoever answers is taken for the cloud, and gets the password. */
  verify?: boolean | undefined;
  /** So long (ms) may a call take, its whole answer included; absent: a minute. */
  callLimitMs?: number | undefined;
}

/** What must not be seen in a log or an error. */
export function secretsIn({ auth }: CloudConfig): string[] {
  switch (auth.kind) {
    case 'password':
      return [auth.password];
    case 'applicationCredential':
      return [auth.secret];
    case 'token':
      return [auth.token];
  }
}
