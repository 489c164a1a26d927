export { followStore } from './followStore';
export { type HostLogs, openHostLogs } from './logs';
export { createHostLooks, type HostLooks } from './looks';
