import type { Clock } from '../model/clock';
import type { CloudCatalog } from '../model/cloudCatalog';
import type { CheckedCloud, CloudAnswer, CloudQuota } from '../model/cloudCheck';
import { cloudProblems } from '../model/cloudProblems';
import { withDeadline } from '../model/deadline';
import { isCancelled } from '../model/errors';
import type { PoolConfig } from '../model/poolConfig';
import { type CloudClient, type CloudPlace, poolServices } from './client';
import { type ClientFailure, clientFailure } from './failures';
import { readCatalog } from './reader';
import { missingService, quotaAnswer, serviceAnswer, serviceTitle } from './roomAnswers';
import { answersBefore, refusedAnswer, regionAnswer, SIGN_IN_STEPS, unansweredAnswer } from './signInAnswers';
import { wayAnswer } from './wayAnswers';
import { ended } from './words';

export interface CloudCheckOptions {
  signal: AbortSignal;
  /** Told of each answer when it is there: all of them, the rest still open. */
  onAnswer?: ((checked: CheckedCloud) => void) | undefined;
}

interface Dependencies {
  client: CloudClient;
  place: CloudPlace;
  /** The settings that a pool has or would have; absent: only the cloud is looked over. */
  config?: PoolConfig | undefined;
  /** Whether a jump host lets us through; absent: none is between. */
  jump?: ((signal: AbortSignal) => Promise<CloudAnswer>) | undefined;
  clock: Clock;
}

const DESCRIPTION = 'description';
const ALWAYS = [...SIGN_IN_STEPS, 'region', ...poolServices.map(serviceTitle), 'quotas'];
/** So long may nothing come, whatever the client tries again. */
const QUIET_MS = 120_000;
const OF_SETTINGS = ['settings', 'way to hosts'];

/** Looks a cloud over, from its address to the settings of a pool; stops at what all the rest needs. Changes nothing. */
export async function checkCloud(
  dependencies: Dependencies,
  options: CloudCheckOptions,
): Promise<CheckedCloud> {
  const { clock, config } = dependencies;
  const { warnings } = dependencies.place;
  const names = [...(warnings.length > 0 ? [DESCRIPTION] : []), ...ALWAYS, ...(config ? OF_SETTINGS : [])];
  const look = new Look(names, options);
  if (warnings.length > 0) look.tell(descriptionAnswer(warnings));
  const late = new Error('The cloud has not answered for two minutes.');
  try {
    await withDeadline(clock, { limitMs: QUIET_MS, signal: options.signal, late: () => late }, deadline => {
      look.onMove = deadline.touch;
      return lookOver(dependencies, look, deadline.signal);
    });
  } catch (error) {
    if (error !== late) throw error;
    look.fail(late.message);
  }
  return look.end();
}

async function lookOver(dependencies: Dependencies, look: Look, signal: AbortSignal): Promise<void> {
  const { client, place, config } = dependencies;
  const regions = await signIn(dependencies, look, signal);
  if (!regions) return;
  look.add({ regions: [...regions] });
  const region = regionAnswer(place, regions);
  look.tell(region);
  if (region.state === 'failed' || !(await services(dependencies, look, signal))) return;
  await look.step('quotas', async () => {
    const quotas = await client.reader.quotas(signal);
    look.add({ quotas });
    return [quotaAnswer(quotas)];
  });
  if (!config) return;
  await look.step('settings', async () => {
    const catalog = await readCatalog(client.reader, dependencies.clock.now(), signal);
    const way = wayAnswer(config, catalog, await dependencies.jump?.(signal));
    return [settingsAnswer(config, catalog), way];
  });
}

/** The regions of the catalog; undefined: it is not let in. */
async function signIn(
  { client, place }: Dependencies,
  look: Look,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  try {
    const signedIn = await client.signIn(signal);
    look.tell(...answersBefore(undefined, place, signedIn));
    return signedIn.project ? signedIn.regions : undefined;
  } catch (error) {
    const failure = failureOf(error);
    const projects = failure.code === 'Unauthorized' ? await projectsOf(client, signal) : undefined;
    const answer = unansweredAnswer(failure) ?? refusedAnswer(place, projects);
    const step = SIGN_IN_STEPS.find(one => one === answer.name);
    look.add(projects ? { projects: [...projects] } : {});
    look.tell(...answersBefore(step, place), answer);
    return undefined;
  }
}

/** Whoever is let in for no project either is let in at all. */
async function projectsOf(client: CloudClient, signal: AbortSignal): Promise<readonly string[] | undefined> {
  try {
    return await client.projects(signal);
  } catch (error) {
    failureOf(error);
    return undefined;
  }
}

/** False: a pool can't do without one that is missing. */
async function services({ client, config }: Dependencies, look: Look, signal: AbortSignal): Promise<boolean> {
  const answers = await Promise.all(
    poolServices.map(async service => {
      const answer = await client.version(service, signal).then(
        version => serviceAnswer(service, version),
        (error: unknown) => {
          const { code, message } = failureOf(error);
          if (code === 'NoService') return missingService(service, ended(message), config);
          const fix = 'Try again; if it goes on, tell whoever runs the cloud.';
          return { name: serviceTitle(service), state: 'failed' as const, found: ended(message), fix };
        },
      );
      look.tell(answer);
      return answer;
    }),
  );
  return answers.every(({ state }) => state !== 'failed');
}

/** What of clouds.yaml is not followed. */
function descriptionAnswer(warnings: readonly string[]): CloudAnswer {
  const fix = 'Look whether it is written as it should be.';
  return { name: DESCRIPTION, state: 'warning', found: warnings.join(' '), fix };
}

function settingsAnswer(config: PoolConfig, catalog: CloudCatalog): CloudAnswer {
  const name = 'settings';
  const found = cloudProblems(config, catalog);
  const texts = found.map(({ key, message }) => `${key}: ${message}`).join(' ');
  if (found.some(({ level }) => level === 'problem'))
    return { name, state: 'failed', found: texts, fix: 'Change them in the settings of the pool.' };
  if (found.length > 0) return { name, state: 'warning', found: texts, fix: 'Look whether that is meant.' };
  return { name, state: 'ok', found: 'All that the settings name is there, and goes together.' };
}

/** What the client has thrown; all else goes on. */
function failureOf(error: unknown): ClientFailure {
  const failure = isCancelled(error) ? undefined : clientFailure(error);
  if (!failure) throw error;
  return failure;
}

/** One look at a cloud: what it has found so far. */
class Look {
  readonly #names: readonly string[];
  readonly #onAnswer: CloudCheckOptions['onAnswer'];
  readonly #found = new Map<string, CloudAnswer>();
  /** Told when there is another answer. */
  onMove: () => void = () => undefined;
  #more: { quotas?: CloudQuota[]; projects?: string[]; regions?: string[] } = {};

  constructor(names: readonly string[], { onAnswer }: CloudCheckOptions) {
    this.#names = names;
    this.#onAnswer = onAnswer;
  }

  get checked(): CheckedCloud {
    return this.#with('Not looked at yet.');
  }

  /** Nothing more comes. */
  end(): CheckedCloud {
    return this.#with('Not looked at: what is above comes first.');
  }

  #with(notFound: string): CheckedCloud {
    const open = (name: string): CloudAnswer => ({ name, state: 'open', found: notFound });
    return { answers: this.#names.map(name => this.#found.get(name) ?? open(name)), ...this.#more };
  }

  /** Why nothing more comes. */
  fail(found: string): void {
    const name = this.#names.find(one => !this.#found.has(one)) ?? '';
    this.tell({
      name,
      state: 'failed',
      found,
      fix: 'Try again; if it goes on, tell whoever runs the cloud.',
    });
  }

  add(more: Omit<CheckedCloud, 'answers'>): void {
    this.#more = { ...this.#more, ...more };
  }

  tell(...answers: CloudAnswer[]): void {
    this.onMove();
    for (const answer of answers) this.#found.set(answer.name, answer);
    this.#onAnswer?.(this.checked);
  }

  /** What a step throws is why its answer is no good. */
  async step(name: string, run: () => Promise<CloudAnswer[]>): Promise<void> {
    try {
      this.tell(...(await run()));
    } catch (error) {
      const fix = 'Try again; if it goes on, tell whoever runs the cloud.';
      this.tell({ name, state: 'failed', found: ended(failureOf(error).message), fix });
    }
  }
}
