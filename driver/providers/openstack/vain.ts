/** Most things are gone by then, and what does not go is said why. */
const PATIENCE = 3;

/** How often the end of each thing was asked for in vain. */
export interface Vain {
  /** Counts one more. @returns true once there were so many that it does not go by itself */
  ask(id: string): boolean;
  forget(id: string): void;
}

export function countVain(): Vain {
  const asked = new Map<string, number>();
  return {
    ask(id) {
      const times = asked.get(id) ?? 0;
      asked.set(id, times + 1);
      return times >= PATIENCE;
    },
    forget: id => void asked.delete(id),
  };
}
