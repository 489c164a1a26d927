import { useEffect } from 'react';
import { create } from 'zustand';

/**
 * How many dialogs, menus and the like lie over the screen. The embedded browser's page is drawn by the system
 * above everything of ours, so it steps aside while there are any.
 */
const useCovers = create<{ count: number }>()(() => ({ count: 0 }));

/** Counts the caller as a cover while `open`. */
export function useCover(open: boolean): void {
  useEffect(() => {
    if (!open) return;
    useCovers.setState(({ count }) => ({ count: count + 1 }));
    return () => useCovers.setState(({ count }) => ({ count: count - 1 }));
  }, [open]);
}

/** True while something lies over the screen. */
export function useIsCovered(): boolean {
  return useCovers(covers => covers.count > 0);
}
