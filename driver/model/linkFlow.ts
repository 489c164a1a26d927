/**
 * How many values of one subscription may be on the way to a listener: more wait until it has taken some, so that a
 * source that never ends needs no memory where its listener is slower.
 */
export const MOST_UNTAKEN = 64;

/** A listener says that it has taken values once it has so many. */
export const TAKEN_EVERY = 16;
