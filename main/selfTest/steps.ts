import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { RockpoolError, sentence } from '../../driver/model/errors';
import type { RunningApp } from '../app';
import { sample, samplePath } from './sample';
import { type Screen, until } from './screen';

/** What the steps find out for those after them. */
export interface SelfTest {
  app: RunningApp;
  screen: Screen;
  dataDir: string;
  headless: boolean;
  /** False where the engine already had an image of the sample's name, which then stays. */
  imageIsOurs: boolean;
  engineUrl: string;
  instanceUrl: string;
}

export interface SelfTestStep {
  title: string;
  /** What to do when it fails. */
  next: string;
  /** Answers with what it found, for the line that says it's done. */
  run(test: SelfTest): Promise<string>;
}

const NAME = 'self-test';
/** Debian's Docker may have to be installed first. */
const ENGINE_LIMIT_MS = 300_000;
const LIMIT_MS = 60_000;

const state = ({ app }: SelfTest) => app.follower.state;
const onlyInstance = (test: SelfTest) => Object.values(state(test).instances)[0];

function failed(what: string): RockpoolError {
  return new RockpoolError({ kind: 'permanent', code: 'SELF_TEST_FAILED', what });
}

const button = (name: string) => ({ role: 'button', name }) as const;

/** The main job, from the engine to nothing left. */
export const steps: readonly SelfTestStep[] = [
  {
    title: 'Find the Docker engine and make the pool',
    next: 'Start Docker, or say where it answers with DOCKER_HOST, and run the self-test again.',
    async run(test) {
      if (!test.headless) await test.screen.click(button('Use this engine'), LIMIT_MS);
      const host = await until('a host that is active', ENGINE_LIMIT_MS, () =>
        Object.values(state(test).hosts).find(({ phase, facts }) => phase === 'active' && facts),
      );
      test.engineUrl = host.engineUrl ?? '';
      const { engines, images } = test.app.backend.rockpool.services;
      const names = await images.inEngine(engines.connect(test.engineUrl));
      test.imageIsOurs = !names.includes(sample.id);
      return `Docker ${host.facts?.engineVersion}, ${host.slots} slots`;
    },
  },
  {
    title: 'Drop a sample tarball on the window',
    next: 'Look at the log, and whether the disk has room.',
    async run(test) {
      const architecture = Object.values(state(test).hosts)[0]?.facts?.architecture ?? '';
      await test.screen.click(button('Images'));
      await test.screen.drop(samplePath(architecture));
      const image = await until('the image in the list', LIMIT_MS, () => {
        const task = Object.values(state(test).tasks).find(({ error }) => error);
        if (task?.error) throw new RockpoolError(task.error);
        return state(test).images[sample.id];
      });
      await test.screen.wait(button(`Remove ${sample.id}`));
      return `${sample.name}, ${image.architecture}, ${image.layers.length} layer, verified`;
    },
  },
  {
    title: 'Make a template',
    next: 'Look at the log.',
    async run(test) {
      const { screen } = test;
      await screen.click(button('Configure'));
      await screen.click({ role: 'tab', name: 'Plugins' });
      await screen.click(button('Create Template for DockerDriver'));
      await screen.type('Name', NAME);
      await screen.type('Docker image', sample.name);
      await screen.click(button('Save and activate'));
      const template = await until('the template', LIMIT_MS, () =>
        Object.values(state(test).templates).find(({ active }) => active),
      );
      const { internal_port: port } = template.config;
      if (port !== sample.port) throw failed(`The port was not taken from the image: it is ${port}.`);
      return `port ${port}, from the image`;
    },
  },
  {
    title: 'Make a blueprint',
    next: 'Look at the log.',
    async run(test) {
      await test.screen.click(button(`Create Blueprint from ${NAME}`));
      await test.screen.type('Name', NAME);
      await test.screen.click(button('Save and activate'));
      await until('the blueprint', LIMIT_MS, () =>
        Object.values(state(test).blueprints).find(({ active }) => active),
      );
      return 'active';
    },
  },
  {
    title: 'Launch it',
    next: "Look at the instance's error and at the log; the engine may be short of memory or disk.",
    async run(test) {
      await test.screen.click(button('Dashboard'));
      await test.screen.click(button(`Launch ${NAME}`));
      const { name } = await until('the instance to run', LIMIT_MS, () => {
        const instance = onlyInstance(test);
        if (instance?.state === 'failed')
          throw failed(instance.error ? sentence(instance.error) : 'It failed.');
        return instance?.state === 'running' ? instance : undefined;
      });
      return `${name} is running`;
    },
  },
  {
    title: 'Open it in the embedded browser and read the page',
    next: 'Look at the running log of the instance, and at the log.',
    async run(test) {
      const { id, name } = onlyInstance(test) ?? { id: '', name: '' };
      test.instanceUrl = test.app.backend.rockpool.services.instances.urlOf(id);
      await test.screen.click(button(`Open in Browser: ${name}`));
      return until('the page', LIMIT_MS, async () => {
        const page = test.app.browser.pagesOf(id).at(-1);
        if (!page?.visible || page.contents.isLoading()) return undefined;
        const { width, height } = page.view.getBounds();
        const text: string = await page.contents.executeJavaScript('document.body.innerText');
        return text.includes(sample.text) ? `"${text.split('\n')[0]}", ${width} × ${height}` : undefined;
      });
    },
  },
  {
    title: 'Destroy it',
    next: 'Look at the log; "docker ps -a" shows what the engine still has.',
    async run(test) {
      await test.screen.click(button('Dashboard'));
      await test.screen.click(button(`Destroy ${onlyInstance(test)?.name}`));
      await test.screen.click(button('Destroy'));
      await until('the instance to go', LIMIT_MS, () => onlyInstance(test)?.state === 'deleted' || undefined);
      return 'gone';
    },
  },
  {
    title: 'Check that nothing is left',
    next: 'Containers of ours carry the label rockpool.controller; remove what is left of them by hand.',
    async run(test) {
      const { services } = test.app.backend.rockpool;
      const engine = services.engines.connect(test.engineUrl);
      const controller = (await readFile(path.join(test.dataDir, 'controller-id'), 'utf8')).trim();
      const containers = await engine.list(controller);
      if (containers.length > 0) throw failed(`The engine still has ${containers.length} of our containers.`);
      const { status } = await fetch(test.instanceUrl, { signal: AbortSignal.timeout(5000) });
      if (status !== 404) throw failed(`The route of the instance still answers (${status}).`);
      const id = onlyInstance(test)?.id ?? '';
      if (test.app.browser.pagesOf(id).length > 0) throw failed('The tab of the instance is still open.');
      if (test.imageIsOurs) await engine.docker.getImage(sample.id).remove({ force: true });
      return 'no container, no route, no tab, no image in the engine';
    },
  },
];
