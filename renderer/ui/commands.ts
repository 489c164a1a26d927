import type { Disposer } from '../../driver/model/clock';
import type { State } from '../../driver/model/state';

/** Something that the command palette can do. */
export interface Command {
  /** Unique and stable. */
  id: string;
  label: string;
  /** The heading it is listed under: `Go to`, `Launch`, `Instances`. */
  group: string;
  description?: string;
  /** Further words by which it is found. */
  keywords?: string[];
  /** For display only, as `shortcutLabel` takes it: `mod+K`. */
  shortcut?: string;
  run(): void;
}

/** The commands that make sense in this state. Called each time the palette opens or the state changes under it. */
export type CommandSource = (state: State) => Command[];

const sources = new Set<CommandSource>();

/** Adds commands to the palette. */
export function registerCommands(source: CommandSource): Disposer {
  sources.add(source);
  return () => sources.delete(source);
}

export function commandsFor(state: State): Command[] {
  return [...sources].flatMap(source => source(state));
}
