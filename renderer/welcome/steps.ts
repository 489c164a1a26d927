import { isLive } from '../../driver/model/instance';
import type { State } from '../../driver/model/state';

export const stepNames = ['engine', 'image', 'blueprint', 'launch'] as const;
export type StepName = (typeof stepNames)[number];

/** Which steps of the way to the first instance are done: what is there counts, not what was clicked. */
export function doneSteps(state: State): Record<StepName, boolean> {
  return {
    engine: Object.keys(state.pools).length > 0,
    image: Object.keys(state.images).length > 0,
    blueprint: Object.values(state.blueprints).some(blueprint => blueprint.active),
    launch: Object.values(state.instances).some(instance => instance.runningAt !== undefined),
  };
}

/** The first step that isn't done; undefined when all are. */
export function nextStep(done: Record<StepName, boolean>): StepName | undefined {
  return stepNames.find(step => !done[step]);
}

/** What the third step needs now: a blueprint is made from an active template, and must be activated itself. */
export function blueprintNeed(
  state: State,
): 'template' | 'activate-template' | 'blueprint' | 'activate-blueprint' {
  const templates = Object.values(state.templates);
  if (templates.length === 0) return 'template';
  if (Object.keys(state.blueprints).length > 0) return 'activate-blueprint';
  return templates.some(template => template.active) ? 'blueprint' : 'activate-template';
}

/** True while the first launch is on its way. */
export function isLaunching(state: State): boolean {
  return Object.values(state.instances).some(
    instance => isLive(instance) && instance.runningAt === undefined,
  );
}
