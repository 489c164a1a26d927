import { runsOn } from './architecture';
import type { ErrorValue } from './errors';
import { type Image, withTag } from './image';

/** Which images a host is to have. */
export interface ImageSupply {
  /** Names, what active blueprints need first; in this order they are brought. */
  wanted: string[];
  /** Names of the others, and why the host goes without: a sentence each. */
  leftOut: { name: string; why: string }[];
}

/** How an image of the directory stands with a host that it isn't on. */
export type SupplyStanding =
  /** It comes when what is before it has come. */
  | { standing: 'queued' }
  /** It could not be brought. Without `retryAt` (ms since the epoch) it is tried again at somebody's word. */
  | { standing: 'failed'; error: ErrorValue; retryAt?: number }
  /** It isn't brought, and why not. */
  | { standing: 'left out'; why: string };

/** What decides about it. */
export interface SupplyFor {
  /** Names of images that active blueprints of the pool need, with or without a tag. */
  needed: readonly string[];
  /** The pool wants everything that a host can run (DD_PUSH_ALL_IMAGES). */
  all: boolean;
  /** Of the host, in Go's words (`amd64`); undefined: not known yet. */
  architecture: string | undefined;
  /** The pool's hosts have graphics cards for computing. */
  gpu: boolean;
}

/** An image that is needed is left out only where it can't run; one that isn't in the directory can't be brought. */
export function imageSupply(
  images: readonly Image[],
  { needed, all, architecture, gpu }: SupplyFor,
): ImageSupply {
  const names = new Set(needed.map(withTag));
  const sorted = images.toSorted(
    (a, b) => Number(names.has(b.id)) - Number(names.has(a.id)) || (a.id < b.id ? -1 : 1),
  );
  const supply: ImageSupply = { wanted: [], leftOut: [] };
  for (const image of sorted) {
    const isNeeded = names.has(image.id);
    const why =
      foreign(image, architecture) ??
      (isNeeded ? undefined : all ? idle(image, gpu) : 'No active blueprint needs it.');
    if (why === undefined) supply.wanted.push(image.id);
    else supply.leftOut.push({ name: image.id, why });
  }
  return supply;
}

function foreign({ os, architecture: made }: Image, host: string | undefined): string | undefined {
  if (os !== 'linux') return `It is made for ${os}, and the host runs Linux.`;
  if (host === undefined || runsOn(made, host)) return undefined;
  return `It is made for ${made} processors, and the host has ${host}.`;
}

function idle(image: Image, gpu: boolean): string | undefined {
  return !gpu && needsGpu(image)
    ? 'It is made for graphics cards, which the hosts of this pool lack, and no active blueprint needs it.'
    : undefined;
}

/** What NVIDIA's base images say to the runtime that gives containers their cards. */
export function needsGpu({ environment }: Pick<Image, 'environment'>): boolean {
  return environment.some(line =>
    /^(NVIDIA_REQUIRE_CUDA|NVIDIA_VISIBLE_DEVICES)=(?!(void|none)?$)/.test(line),
  );
}
