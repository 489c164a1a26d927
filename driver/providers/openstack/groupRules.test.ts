import { describe, expect, it } from 'vitest';
import { type GroupRule, ruleChanges, type WantedRule, wantedRules } from './groupRules';

const changes = (there: readonly GroupRule[], wanted: readonly WantedRule[]) => {
  const { add, remove } = ruleChanges(there, wanted);
  return { add: add.length, remove: remove.length };
};
const none = { add: 0, remove: 0 };

describe("the rules of a pool's group", () => {
  it('let SSH in from the networks that are named, and nothing else', () => {
    const ways = wantedRules(['10.1.0.0/16', '2001:db8::/32', '192.0.2.7'], undefined).filter(
      ({ direction }) => direction === 'ingress',
    );
    expect(ways.map(({ ethertype, remotePrefix }) => `${ethertype} ${remotePrefix}`)).toEqual([
      'IPv4 10.1.0.0/16',
      'IPv6 2001:db8::/32',
      'IPv4 192.0.2.7/32',
    ]);
    for (const way of ways) expect(way).toMatchObject({ protocol: 'tcp', portMin: 22, portMax: 22 });
  });

  it("let SSH in from the controller's own group where there is one", () => {
    const ways = wantedRules([], 'master').filter(({ direction }) => direction === 'ingress');
    expect(ways.map(({ remoteGroupId, remotePrefix }) => [remoteGroupId, remotePrefix])).toEqual([
      ['master', undefined],
      ['master', undefined],
    ]);
  });

  it('are left alone where they are right', () => {
    const wanted = wantedRules(['10.1.0.0/16', '192.0.2.7'], 'master');
    expect(changes(wanted, wanted)).toEqual(none);
    expect(changes(wanted, wantedRules(['192.0.2.7/32', '10.1.0.0/16'], 'master'))).toEqual(none);
    const byNumber = wanted.map(rule => ({
      ...rule,
      protocol: rule.protocol === 'tcp' ? '6' : rule.protocol,
    }));
    expect(changes(byNumber, wanted)).toEqual(none);
  });

  it('are the same in whichever way an IPv6 address is written', () => {
    const wanted = wantedRules(['2001:0DB8:0:0::/48', '2001:db8:0:1:0:0:0:7'], undefined);
    const shown = wantedRules(['2001:db8::/48', '2001:db8:0:1::7/128'], undefined);
    expect(changes(shown, wanted)).toEqual(none);
    expect(wanted.map(({ remotePrefix }) => remotePrefix)).toContain('2001:db8::/48');
  });

  it('are put right: what is missing is added once, and what somebody has opened is shut', () => {
    const wanted = wantedRules(['10.1.0.0/16'], undefined);
    const open = { ...wanted[0], direction: 'ingress', ethertype: 'IPv4' } as const;
    expect(changes([...wanted, open], wanted)).toEqual({ add: 0, remove: 1 });
    expect(changes(wanted, wantedRules(['10.2.0.0/16', '10.2.0.0/16'], undefined))).toEqual({
      add: 1,
      remove: 1,
    });
    expect(changes([], wanted)).toEqual({ add: 3, remove: 0 });
    const way = { ...open, direction: 'egress', remotePrefix: '10.0.0.0/8' } as const;
    expect(changes([...wanted, way], wanted)).toEqual(none);
  });
});
