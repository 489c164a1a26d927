/** The steps of zooming, in percent, as browsers have them. */
const steps = [25, 33, 50, 67, 75, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300, 400, 500];

/** The next step in a direction; at either end it stays. */
export function zoomStep(percent: number, direction: 'in' | 'out'): number {
  const next =
    direction === 'in'
      ? steps.find(step => step > percent + 0.5)
      : steps.findLast(step => step < percent - 0.5);
  return next ?? percent;
}
