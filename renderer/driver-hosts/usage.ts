import type { Host } from '../../driver/model/host';
import type { HostLook } from '../../driver/model/hostLook';
import type { Look } from './looks';

/** What a number of usage covers: nobody should take it for all that a machine does. */
export const usageCovers =
  'By all containers on it, ours and others; what else runs on the machine, its engine does not say.';

const percent = (share: number) => `${Math.round(share * 100)} %`;

/** The share of all its processors, 0 to 1; where their number isn't known, of one. */
export function cpuShare(host: Host, { cpuPercent }: Pick<HostLook, 'cpuPercent'>): number {
  return cpuPercent / 100 / (host.facts?.cpus ?? 1);
}

/** The share of its memory, 0 to 1; undefined where that isn't known. */
export function memoryShare(host: Host, { memoryMiB }: Pick<HostLook, 'memoryMiB'>): number | undefined {
  return host.facts ? memoryMiB / host.facts.memoryMiB : undefined;
}

/** For a table: `CPU 12 % · 3.1 of 8.0 GiB`. */
export function usageText(host: Host, look: HostLook): string {
  return `CPU ${percent(cpuShare(host, look))} · ${memoryText(host, look)}`;
}

/** `3.1 of 8.0 GiB`. */
export function memoryText({ facts }: Host, { memoryMiB }: Pick<HostLook, 'memoryMiB'>): string {
  const gib = (mib: number) => (mib / 1024).toFixed(1);
  return facts ? `${gib(memoryMiB)} of ${gib(facts.memoryMiB)} GiB` : `${gib(memoryMiB)} GiB`;
}

/** `12 % of 4 processors`. */
export function cpuText(host: Host, look: Pick<HostLook, 'cpuPercent'>): string {
  const cpus = host.facts?.cpus;
  const of =
    cpus === undefined ? 'of one processor' : cpus === 1 ? 'of its processor' : `of ${cpus} processors`;
  return `${percent(cpuShare(host, look))} ${of}`;
}

/** A number by which looks are sorted; what isn't known comes last. */
export function usageOrder(host: Host, look: Look | undefined): number {
  return look && 'containers' in look ? (memoryShare(host, look) ?? 0) : -1;
}
export function imagesOrder(look: Look | undefined): number {
  if (!look || !('wanted' in look)) return -1;
  return look.wanted.filter(({ standing }) => standing === 'present').length;
}
