export { knownSecrets } from './knownSecrets';
export type { Person } from './names';
export { createReports, type ReportFile, type Reports } from './reports';
