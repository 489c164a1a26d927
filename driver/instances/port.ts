import type { ContainerShell, ContainerUsage } from '../engine';
import type { Instance } from '../model/instance';
import type { TerminalSize } from '../model/terminal';

/** What the engine says of an instance's container. */
export interface ContainerFacts {
  containerId: string;
  image: string;
  imageId: string;
  startedAt?: number;
  hostPort?: number;
  memoryLimitMiB: number;
  /** Absent: it may fill the disk. */
  diskLimitMiB?: number;
  /** Now; absent where the container doesn't run. */
  memoryMiB?: number;
  cpuPercent?: number;
  processes?: number;
  restartCount: number;
}

/** Launching and ending instances, and looking into them. */
export interface Instances {
  /**
   * Stores the instance as *queueing* and answers with it; the rest happens by itself.
   * The same `requestId` answers with the same instance.
   * @throws RockpoolError with the rule that refuses it (`model/launchRules.ts`)
   */
  launch(request: { blueprintId: string; userId: string; requestId: string }): Instance;
  /** Resolves when every launch so far would outlive a power failure; rejects where the state can't be written now. */
  durable(): Promise<void>;
  /** Marks instances for deletion, in whatever state; ended ones are left alone. */
  destroy(ids: string[]): void;
  /** Gives an instance `minutes` more. */
  extend(id: string, minutes: number): Instance;
  /** The address under which the access proxy serves it. */
  urlOf(id: string): string;
  /** The instance's secret: what PASSWORD holds. Only where the template shows it. */
  password(id: string): string;
  /** The container's output, the last lines first, then as it comes when `follow`; ends with the container. */
  runningLog(id: string, options: { follow: boolean; signal: AbortSignal }): AsyncIterable<string>;
  /** All that its engine has kept of the output until now, and what a file of it is called. */
  wholeLog(id: string, options: { signal: AbortSignal }): { fileName: string; text: AsyncIterable<string> };
  /** What its container uses, about each second; ends with the container. */
  usages(id: string, options: { signal: AbortSignal }): AsyncIterable<ContainerUsage>;
  /** A shell in its container. @throws RockpoolError NO_CONTAINER, or as `Engine.openShell` does */
  openShell(id: string, options: { size: TerminalSize; signal: AbortSignal }): Promise<ContainerShell>;
  facts(id: string, options?: { signal?: AbortSignal }): Promise<ContainerFacts>;
}
