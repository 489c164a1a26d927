import type { Coverage } from '../coverage';
import { cloudCells, cloudFaults, cloudKeyOf } from './faults';

const keys = cloudCells.map(cloudKeyOf);

/** Of pools in projects of an OpenStack: which fault met which call. */
export const cloudCoverage: Coverage = {
  title: 'How often each fault met each call of the cloud:',
  gapsOf: (counts, least) => keys.filter(key => (counts[key] ?? 0) < least),
  leastOf(counts) {
    const [least = ''] = [...keys].sort((one, other) => (counts[one] ?? 0) - (counts[other] ?? 0));
    return `Of ${keys.length} combinations the rarest, ${least}, was met ${counts[least] ?? 0} times.`;
  },
  tableOf: counts =>
    cloudFaults.flatMap(fault => {
      const own = cloudCells.filter(cell => cell.fault === fault);
      return [fault, ...own.map(cell => `  ${cell.call.padEnd(48)} ${counts[cloudKeyOf(cell)] ?? 0}`)];
    }),
};
