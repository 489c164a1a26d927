import type { AtStake } from '../../driver/api/shell';

/** What goes on without the app, and what nobody does then, a sentence a paragraph. */
export function stakeText({ hosts, live, pools, simulated, ...rest }: AtStake): string[] {
  const names = pools.map(({ name }) => name).join(' and ');
  const kind = simulated ? 'simulated ' : '';
  const are = hosts === 1 ? `One ${kind}host is` : `${hosts} ${kind}hosts are`;
  const they = simulated ? 'Real ones would cost' : hosts === 1 ? 'It costs' : 'They cost';
  const what = `${are} still there (${names}). ${they}${costText(rest)} whether or not Rockpool runs.`;
  const them = live === 1 ? 'The instance there is' : `The ${live} instances there are`;
  const instances =
    live === 0
      ? 'Without Rockpool nobody gives them back when they are idle.'
      : `${them} not ended when the time is over, and hosts are not given back, until Rockpool is started again.`;
  return [what, instances];
}

function costText({ costPerHour, notCounted }: Pick<AtStake, 'costPerHour' | 'notCounted'>): string {
  if (costPerHour === undefined) return '';
  const cost = costPerHour.toLocaleString(undefined, { maximumFractionDigits: 2 });
  return `, ${cost} an hour${notCounted === undefined ? '' : ` (${notCounted})`},`;
}
