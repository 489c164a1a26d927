/** How long what is asked for takes, ms: each time drawn anew, between the two. */
export interface Delays {
  /** From a create to a compute node, with its port. */
  scheduling: Range;
  /** Until its volumes are attached, counted from there and from the moment they are available. */
  attaching: Range;
  /** From there until it is ACTIVE. */
  spawning: Range;
  /** From the request to the moment it is gone, with its ports. */
  serverDeleting: Range;
  /** How long a server that is gone is still shown as DELETED by its id. */
  serverDeleted: Range;
  volumeCreating: Range;
  volumeDeleting: Range;
  snapshotCreating: Range;
  snapshotDeleting: Range;
  imageQueued: Range;
  imageSaving: Range;
  /** Until a router leads a floating IP to its port. */
  floating: Range;
  /** Stop, start, reboot. */
  powering: Range;
}

export type Range = readonly [number, number];

/** About what a cloud with real processors takes. */
export const usualDelays: Delays = {
  scheduling: [500, 2_000],
  attaching: [1_000, 4_000],
  spawning: [4_000, 20_000],
  serverDeleting: [2_000, 8_000],
  serverDeleted: [0, 1_000],
  volumeCreating: [500, 4_000],
  volumeDeleting: [500, 6_000],
  snapshotCreating: [1_000, 5_000],
  snapshotDeleting: [500, 3_000],
  imageQueued: [500, 2_000],
  imageSaving: [5_000, 30_000],
  floating: [500, 3_000],
  powering: [1_000, 10_000],
};

/** Everything is done as soon as somebody looks. */
export const noDelays: Delays = Object.fromEntries(
  Object.keys(usualDelays).map(key => [key, [0, 0]]),
) as unknown as Delays;
