import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../../test/support/fakeClock';
import { freeBridgeAddress, rangeOf, routedRanges } from './network';

test('a range has its first and last address', () => {
  expect(rangeOf('10.1.2.3', 8)).toEqual({ first: 10 * 2 ** 24, last: 11 * 2 ** 24 - 1 });
  expect(rangeOf('192.168.1.77', 32)).toEqual(rangeOf('192.168.1.77', 32));
});

test('routes are read as the kernel writes them, without the default one', () => {
  const table = [
    'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT',
    'eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0',
    'eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0',
    'rpt1\t000713C6\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0',
    '',
  ].join('\n');
  expect(routedRanges(table)).toEqual([rangeOf('192.0.2.0', 24), rangeOf('198.19.7.0', 24)]);
});

test('a bridge never gets an address in a network that is taken', () => {
  const taken = fc.array(
    fc.tuple(fc.integer({ min: 18, max: 19 }), fc.nat(255), fc.integer({ min: 17, max: 30 })),
  );
  fc.assert(
    fc.property(taken, fc.integer(), (networks, seed) => {
      const ranges = networks.map(([b, c, prefix]) => rangeOf(`198.${b}.${c}.0`, prefix));
      try {
        const [address = ''] = freeBridgeAddress(ranges, seededRandom(seed)).split('/');
        const mine = rangeOf(address, 24);
        expect(ranges.some(({ first, last }) => first <= mine.last && last >= mine.first)).toBe(false);
      } catch (error) {
        expect(String(error)).toContain('no free network');
      }
    }),
  );
});

test('where all of them are taken it says so', () => {
  expect(() => freeBridgeAddress([rangeOf('198.18.0.0', 15)], seededRandom())).toThrow('no free network');
});
