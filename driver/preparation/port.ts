/** What a machine is prepared for. */
export interface PreparationOptions {
  /** It is in a pool for GPUs. */
  gpu: boolean;
  /** The disk for Docker's data (DD_HOST_DATA_VOLUME_DEVICE): `/dev/vdb`; absent: Docker's usual place. */
  dataDevice?: string | undefined;
  /** Swap on that disk; `auto`: twice the memory, at most a quarter of the disk. 0: none. */
  swapMiB: number | 'auto';
  /** So long (ms) it may be silent, or not let us in yet: a machine that was just made. 0: it has to be there. */
  bootMs: number;
}

/** How a step is going, or went: it was `right` already, or something was `changed`. */
export interface PreparationStep {
  /** As its file is called: `50-docker`. */
  name: string;
  title: string;
  state: 'running' | 'right' | 'changed' | 'failed';
  /** Sentences: what it changed. */
  changes: string[];
  /** Sentences: what is not as it should be, and no reason to stop. */
  warnings: string[];
  ms: number;
}

export interface Preparation {
  steps: PreparationStep[];
  /** As it calls itself: `Debian GNU/Linux 12 (bookworm)`. */
  distribution: string;
  /** Only connections that are made from now on may use Docker: the one that it was made over is being made anew. */
  isRenewed: boolean;
}

export interface PreparationWatch {
  signal?: AbortSignal | undefined;
  /** Told when a step begins, changes something, and ends; `index` from 0. */
  onStep?: ((step: PreparationStep, progress: { index: number; count: number }) => void) | undefined;
  /** What the steps' commands print, line by line. */
  log?: ((line: string) => void) | undefined;
}
