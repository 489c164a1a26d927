import { formatCost } from '../../driver/model/cost';
import type { ApiOutput } from '../state/api';

const count = (many: number, one: string) => (many === 1 ? `1 ${one}` : `${many} ${one}s`);

/**
 * A preview in sentences; the last ones say what would still not be as it should.
 * @param without what is no part of the cost
 */
export function previewLines(preview: ApiOutput['pools']['preview'], without?: string): string[] {
  const { spawn, spares, drain, remove, launch, end, hosts, slots, costPerHour: cost, blocked } = preview;
  const asked = spawn.reduce((sum, { count: many }) => sum + many, 0);
  const lines = [
    ...spawn.map(({ flavor, slots: each, count: many }) => {
      const of = flavor ? ` of ${flavor}` : '';
      return `Asks for ${count(many, 'host')}${of}, ${count(each, 'slot')}${many === 1 ? '' : ' each'}.`;
    }),
    ...(spares > 0 ? [spareLine(spares, asked)] : []),
    ...(preview.room !== undefined && preview.room < asked ? [roomLine(preview.room, asked)] : []),
    ...(drain.length > 0
      ? [`Drains ${count(drain.length, 'host')}: nothing new there, gone once empty.`]
      : []),
    ...(remove.length > 0 ? [`Removes ${count(remove.length, 'host')}.`] : []),
    ...(end.length > 0 ? [`Ends or refuses ${count(end.length, 'instance')}.`] : []),
    ...(launch.length > 0 ? [`Places ${count(launch.length, 'waiting instance')}.`] : []),
  ];
  return [
    ...(lines.length > 0 ? lines : ['Nothing now: no host comes or goes.']),
    `Hosts: ${hosts.before} → ${hosts.after}. Slots: ${slots.before} → ${slots.after}.`,
    ...(cost.after === undefined ? [] : [costLine(cost.before, cost.after, without)]),
    ...new Set(blocked),
  ];
}

function spareLine(spares: number, asked: number): string {
  const which = asked === spares ? 'It is' : `${spares} of these ${asked} ${spares === 1 ? 'is' : 'are'}`;
  return `${which} spare, to be copied, so that the next hosts start from that; it goes again once nobody needs it.`;
}

function roomLine(room: number, asked: number): string {
  if (asked === 1) return 'The cloud has no room for it now: it waits until there is some.';
  const those = room === 0 ? `none of these ${asked}` : `${room} of these ${asked}`;
  return `The cloud has room for ${those} now: the ${room === 0 ? '' : 'other '}hosts wait until there is more.`;
}

function costLine(before: number | undefined, after: number, without: string | undefined): string {
  const was = before === undefined ? '' : `${formatCost(before)} → `;
  return `Cost per hour: ${was}${formatCost(after)}${without === undefined ? '' : `, ${without}`}.`;
}
