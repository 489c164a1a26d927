import { shortName } from '../../model/image';

/** What release.sh says of the images that Rockpool had brought to a machine: names, or marks where no name is left. */
export interface TakenImages {
  removed: string[];
  /** Something else on the machine uses them. */
  kept: string[];
}

/** Its lines are `removed NAME` and `kept NAME`; what else is there was said by other programs. */
export function readTaken(text: string): TakenImages {
  const taken: TakenImages = { removed: [], kept: [] };
  for (const line of text.split('\n')) {
    const [, what, name = ''] = /^(removed|kept) (\S+)$/.exec(line) ?? [];
    if (what === 'removed' || what === 'kept') taken[what].push(shortName(name));
  }
  return taken;
}

/** For people; undefined where there was none. */
export function imagesTaken({ removed, kept }: TakenImages, machine: string): string | undefined {
  const sentences = [
    ...(removed.length > 0 ? [`Taken off ${machine}: ${counted(removed)}.`] : []),
    ...(kept.length > 0
      ? [`Left on ${machine}, since a container uses ${kept.length === 1 ? 'it' : 'them'}: ${counted(kept)}.`]
      : []),
  ];
  return sentences.length > 0 ? sentences.join(' ') : undefined;
}

const SHOWN = 5;

function counted(names: readonly string[]): string {
  const images = names.length === 1 ? 'the image' : `${names.length} images`;
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
  return `${images} ${names.slice(0, SHOWN).join(', ')}${more}`;
}
