import { createHash } from 'node:crypto';
import type { Image } from '../model/image';

/**
 * How an engine's images say that Rockpool has pushed them. A label would change an image's id, so the mark is a second
 * name: `rockpool/pushed:<id>-<name>` (`pulled`, where the engine has fetched it at our word), of the id in the directory (64 hex digits) and a hash of the name that it was given
 * (16): enough to take away what was put there, and no more, without a record of it.
 */
const MARK = /^(?:localhost\/|docker\.io\/)?rockpool\/(pushed|pulled):([0-9a-f]{64})-([0-9a-f]{16})$/;

/** The label of a portion: the lowest layers of an image that is under way, as an image of their own. Its value is the image's id. */
export const portionLabel = 'rockpool.portion';

/** What a mark says. */
export interface PushMark {
  /** The id in the image directory, `sha256:…`. */
  imageId: string;
  /** False: the engine has pulled it from a registry, where layers are packed in other ways. */
  isSent: boolean;
  /** Whether a name is the one that it was pushed under. */
  isNameOf(name: string): boolean;
}

export function pushMark(image: Pick<Image, 'id' | 'imageId'>): string {
  return `rockpool/pushed:${tagOf(image)}`;
}

/** The same for what an engine has pulled by itself. */
export function pullMark(image: Pick<Image, 'id' | 'imageId'>): string {
  return `rockpool/pulled:${tagOf(image)}`;
}

const tagOf = ({ id, imageId }: Pick<Image, 'id' | 'imageId'>) =>
  `${imageId.slice('sha256:'.length)}-${hashOf(id)}`;

/** Undefined: a name like any other. */
export function readPushMark(name: string): PushMark | undefined {
  const [, how, hex, hash] = MARK.exec(name) ?? [];
  return hex === undefined
    ? undefined
    : { imageId: `sha256:${hex}`, isSent: how === 'pushed', isNameOf: other => hashOf(other) === hash };
}

const hashOf = (name: string) => createHash('sha256').update(name).digest('hex').slice(0, 16);
