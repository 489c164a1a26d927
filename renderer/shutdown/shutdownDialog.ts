import { create } from 'zustand';

/** The pool whose shutting down is asked about or shown; absent: none. */
export const useShutdownDialog = create<{ poolId: string | undefined }>()(() => ({ poolId: undefined }));

export function openShutdown(poolId: string): void {
  useShutdownDialog.setState({ poolId });
}

export function closeShutdown(): void {
  useShutdownDialog.setState({ poolId: undefined });
}
