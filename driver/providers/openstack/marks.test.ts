import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Mark, markMetadata, markText, readMetadata, readText } from './marks';

const mark: Mark = {
  controllerId: '0123456789abcdef0123456789abcdef',
  poolId: '9a1b2c3d4e5f6071',
  hostId: 'pb_dd_00112233445566778899aabbccddeeff',
};
const hex = (digits: number) =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: digits, maxLength: digits })
    .map(all => all.join(''));
const marks = fc
  .record(
    { controllerId: hex(32), poolId: hex(16), hostId: hex(32).map(digits => `pb_dd_${digits}`) },
    { requiredKeys: ['controllerId', 'poolId'] },
  )
  .map(one => one as Mark);

describe('a mark', () => {
  it('is read from metadata as it was written', () => {
    fc.assert(
      fc.property(marks, one => {
        expect(readMetadata(markMetadata(one))).toEqual(one);
      }),
    );
  });

  it('is read from a name or description as it was written, whatever follows it', () => {
    fc.assert(
      fc.property(marks, fc.constantFrom('', ' ', ' warm image', ':1'), (one, rest) => {
        expect(readText(`${markText(one)}${rest}`)).toEqual(one);
      }),
    );
  });

  it('is a name that every service accepts', () => {
    expect(markText(mark)).toMatch(/^[\w-]{1,128}$/);
  });

  it('says which Rockpool it is of, in no more characters than metadata holds', () => {
    const { rockpool_holder } = markMetadata({ ...mark, holder: 'a'.repeat(400) });
    expect(rockpool_holder).toHaveLength(255);
    expect(readMetadata(markMetadata({ ...mark, holder: 'ada on lab-7' }))?.holder).toBe('ada on lab-7');
  });

  it('is nothing that somebody else may have called something', () => {
    for (const text of [null, undefined, '', 'rockpool', 'rockpool-pool', 'rockpool-9a1b2c3d4e5f6071'])
      expect(readText(text)).toBeUndefined();
    expect(readText(`my ${markText(mark)}`)).toBeUndefined();
    expect(readText(`${markText({ ...mark, hostId: '' })}x`)).toBeUndefined();
    expect(readMetadata(undefined)).toBeUndefined();
    expect(readMetadata({ rockpool_controller: 'a' })).toBeUndefined();
    expect(readMetadata({ rockpool_controller: '', rockpool_pool: 'b' })).toBeUndefined();
  });
});
