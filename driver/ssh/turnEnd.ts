/** Runs once all that has arrived by now was heard: this turn of the event loop ends with it. It waits for no time. */
export const atTurnEnd = (run: () => void): void => void setImmediate(run);
