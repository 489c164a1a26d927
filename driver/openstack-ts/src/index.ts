export type { CatalogEntry, Token } from './auth/token.ts';
export * from './config/index.ts';
export { onAbort, orAborted } from './core/aborted.ts';
export { type ServiceType, usualRegion } from './core/catalog.ts';
export { type Call, type Cloud, openCloud } from './core/cloud.ts';
export type { Auth, CloudConfig, DomainRef, Interface, ProjectRef, UserRef } from './core/config.ts';
export type { CallNote, Clock, Environment, Random } from './core/environment.ts';
export {
  type ErrorCode,
  type ErrorDetails,
  isBadRequest,
  isConflict,
  isForbidden,
  isNotFound,
  isOpenStackError,
  isPreconditionFailed,
  isQuotaExceeded,
  isRateLimited,
  isUnanswered,
  isUnauthorized,
  isUnavailable,
  OpenStackError,
} from './core/errors.ts';
export type { VersionRange, WantedVersion } from './core/microversions.ts';
export { allOf, type PagedCall, pages } from './core/pages.ts';
export type { Transport, TransportAnswer, TransportRequest } from './core/transport.ts';
export { undiciTransport } from './core/undiciTransport.ts';
export { type WaitOptions, waitFor, waitUntilGone } from './core/wait.ts';
export * as identity from './identity/requests.ts';
export type { Project } from './identity/results.ts';
export * from './resources.ts';
