import type { Coverage } from '../coverage';
import { cloudCallNames } from './calls';
import { cloudCells, cloudKeyOf } from './faults';

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
    cloudCallNames.flatMap(call => {
      const own = cloudCells.filter(cell => cell.call === call);
      return [call, `  ${own.map(cell => `${cell.fault} ${counts[cloudKeyOf(cell)] ?? 0}`).join('  ')}`];
    }),
};
