import { z } from 'zod';
import type { ErrorValue } from '../model/errors';

/** Where something is inside the window, in CSS pixels. */
export const rectangleSchema = z.object({
  x: z.number(),
  y: z.number(),
  width: z.number().min(0),
  height: z.number().min(0),
});
export type Rectangle = z.infer<typeof rectangleSchema>;

/** One tab of the embedded browser: an instance's page. */
export interface BrowserTab {
  instanceId: string;
  title: string;
  url: string;
  loading: boolean;
  canGoBack: boolean;
  canGoForward: boolean;
  zoomPercent: number;
  /** Matches of the last search in the page. */
  find?: { active: number; total: number };
  /** Why the page could not be loaded. */
  error?: ErrorValue;
  /** An address of another origin that the page wants to open; shown with "open in the system's browser". */
  outside?: string;
}

/** A file that the embedded browser saves, or has saved. */
export interface Download {
  id: string;
  instanceId: string;
  fileName: string;
  path: string;
  state: 'running' | 'done' | 'failed' | 'cancelled';
  received: number;
  total: number;
}

export interface BrowserState {
  tabs: BrowserTab[];
  downloads: Download[];
}

export const browserCommands = [
  'back',
  'forward',
  'reload',
  'stop',
  'home',
  'zoomIn',
  'zoomOut',
  'zoomReset',
] as const;
export type BrowserCommand = (typeof browserCommands)[number];

/** What goes on without the app when it quits. */
export interface AtStake {
  /** Instances that hold, or will hold, slots. */
  live: number;
  /** Hosts that were asked for, and so may cost. */
  hosts: number;
  /** The pools that they belong to. */
  pools: { id: string; name: string }[];
  /** All of the hosts are simulated: they cost nothing. */
  simulated: boolean;
  /** Of all hosts together, in the currency of the pools' prices; absent where it isn't known. */
  costPerHour?: number;
  /** What is no part of that, in words. */
  notCounted?: string;
}

/**
 * `keep`: quit, and leave everything. `destroy`: the instances first. `wait`, `now`: shut down the pools first, whose
 * instances end by themselves or now. `cancel`: don't quit; what was begun goes on.
 */
export const quitAnswers = ['keep', 'destroy', 'wait', 'now', 'cancel'] as const;
export type QuitAnswer = (typeof quitAnswers)[number];

/** What the window is asked to do by the menu, the tray or the system. */
export type ShellRequest =
  | { type: 'navigate'; to: 'welcome' | 'dashboard' | 'configure' | 'images' | 'settings' }
  | { type: 'palette' }
  | { type: 'report' }
  | { type: 'quit-asked'; stake: AtStake }
  | { type: 'self-test' };

export interface About {
  version: string;
  electron: string;
  platform: NodeJS.Platform;
  dataDir: string;
  /** True when secrets are kept by the operating system's keyring; else they are in a file only you can read. */
  keyring: boolean;
  /** True in a run without a display: what needs a click there happens by itself. */
  headless: boolean;
  /** True in the demo, where nothing is real. */
  demo: boolean;
}

/** Where a person wants a file to be. */
export interface ChosenFile {
  path: string;
  /**
   * Whole or not at all: what was there before stays until all is written. Nobody else may read it.
   * @throws RockpoolError FILE_NOT_SAVED, or what the pieces end with
   */
  write(pieces: AsyncIterable<Uint8Array>, options: { signal: AbortSignal }): Promise<void>;
}

/** What only the desktop app can do; `main/` fills it. A headless run answers each with SHELL_NONE. */
export interface Shell {
  about(): About;
  /** Lets the person choose image tarballs; empty when they think better of it. */
  chooseImageFiles(): Promise<string[]>;
  chooseDirectory(title: string): Promise<string | undefined>;
  /** Opens an http or https address in the system's browser. */
  openExternal(url: string): Promise<void>;
  copyText(text: string): void;
  /** Lets the person choose where a text is saved; answers with the path, or undefined when they think better of it. */
  saveText(file: {
    title: string;
    fileName: string;
    /** A long one in chunks; where it ends with an error nothing is saved. */
    text: string | AsyncIterable<string>;
  }): Promise<string | undefined>;
  /** Lets the person choose where a file is saved; undefined when they think better of it. */
  chooseFile(file: { title: string; fileName: string }): Promise<ChosenFile | undefined>;
  /** Shows a file in the system's file manager. */
  showFile(path: string): void;
  /** Versions and the like, for a report. */
  facts(): Promise<Record<string, unknown>>;
  showLogs(): void;
  /** Opens the demo beside this app. @throws RockpoolError DEMO_NOT_STARTED */
  openDemo(): Promise<void>;
  /** The answer to `quit-asked`. */
  answerQuit(answer: QuitAnswer): void;
  requests(signal: AbortSignal): AsyncIterable<ShellRequest>;
  /** Runs the self-test in an app of its own beside this one; yields its lines. */
  selfTest(signal: AbortSignal): AsyncIterable<string>;
  browser: {
    open(instanceId: string): Promise<void>;
    close(instanceId: string): Promise<void>;
    /** Shows this tab at this place; null: none (another screen, a dialog over it). */
    place(shown: { instanceId: string; rectangle: Rectangle } | null): void;
    command(instanceId: string, command: BrowserCommand): void;
    /** Empty text ends the search. */
    find(instanceId: string, text: string, forward: boolean): void;
    /** Goes to a path of the instance; other origins are refused. */
    go(instanceId: string, address: string): void;
    /** Answers `outside`: opens it in the system's browser, or forgets it. */
    answerOutside(instanceId: string, open: boolean): void;
    cancelDownload(id: string): void;
    showDownload(id: string): void;
    state(signal: AbortSignal): AsyncIterable<BrowserState>;
  };
}
