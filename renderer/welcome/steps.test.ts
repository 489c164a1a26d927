import { expect, test } from 'vitest';
import { emptyState, type State } from '../../driver/model/state';
import { blueprintNeed, doneSteps, isLaunching, nextStep } from './steps';

const with_ = (parts: { [C in keyof State]?: unknown }): State => ({ ...emptyState(), ...parts }) as State;
const next = (state: State) => nextStep(doneSteps(state));
const pools = { p: {} };
const images = { i: {} };

test('the steps lead on in order: engine, image, blueprint, launch', () => {
  expect(next(with_({}))).toBe('engine');
  expect(next(with_({ pools }))).toBe('image');
  expect(next(with_({ pools, images }))).toBe('blueprint');
  const blueprints = { b: { active: true } };
  expect(next(with_({ pools, images, blueprints }))).toBe('launch');
  const instances = { i: { state: 'deleted', runningAt: 5 } };
  expect(next(with_({ pools, images, blueprints, instances }))).toBeUndefined();
});

test('an image that is there before the engine counts when its turn comes', () => {
  expect(next(with_({ images }))).toBe('engine');
  expect(next(with_({ images, pools }))).toBe('blueprint');
});

test('a blueprint counts only while it is active, an instance only once it has run', () => {
  const state = with_({
    pools,
    images,
    blueprints: { b: { active: false } },
    instances: { i: { state: 'failed' } },
  });
  expect(doneSteps(state)).toMatchObject({ blueprint: false, launch: false });
});

test('the third step says what is missing: template, its activation, blueprint, its activation', () => {
  const template = (active: boolean) => ({ templates: { t: { active } } });
  expect(blueprintNeed(with_({}))).toBe('template');
  expect(blueprintNeed(with_(template(false)))).toBe('activate-template');
  expect(blueprintNeed(with_(template(true)))).toBe('blueprint');
  expect(blueprintNeed(with_({ ...template(true), blueprints: { b: { active: false } } }))).toBe(
    'activate-blueprint',
  );
});

test('a launch is on its way from the click until it runs', () => {
  expect(isLaunching(with_({ instances: { i: { state: 'queueing' } } }))).toBe(true);
  expect(isLaunching(with_({ instances: { i: { state: 'running', runningAt: 1 } } }))).toBe(false);
  expect(isLaunching(with_({ instances: { i: { state: 'failed' } } }))).toBe(false);
});
