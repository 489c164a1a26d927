import type { Clock } from '../model/clock';
import { isRockpoolError, RockpoolError } from '../model/errors';
import { asRoot, notRoot, type RunResult, type SshConnection } from '../ssh';
import * as say from './messages';
import type { Preparation, PreparationOptions, PreparationStep, PreparationWatch } from './port';
import { ProgressReader } from './progress';
import { preparationScript, steps } from './scripts';

/** Longer than a step may take, so that the host itself ends it and says so. */
const QUIET_MS = 960_000;
const TRY_EVERY_MS = 2_000;
/** A machine that starts is away, drops connections, or has not put the key in yet. */
const WHILE_IT_BOOTS = ['SSH_UNREACHABLE', 'SSH_TIMEOUT', 'SSH_BROKE_OFF', 'SSH_KEY_REFUSED'];

const SSH_STEP = { name: '00-ssh', title: 'SSH answers' };
const titles = new Map(steps.map(({ name, title }) => [name, title]));

/**
 * Makes a machine fit for the pool. Each step looks first and does nothing where all is right, so calling it again goes on
 * where it stopped, and on a prepared machine takes one command. Where the connection breaks, or the signal is aborted,
 * the host goes on by itself: half an installation is worse than one that nobody watches; the next call waits for that.
 * @throws RockpoolError with the step, its command, exit status and last words, and what to do: PREPARATION_UNSUPPORTED,
 * PREPARATION_DISK_IN_USE, PREPARATION_NO_DISK, PREPARATION_DOCKER_IN_USE, PREPARATION_NO_GPU, SSH_NO_SUDO,
 * SSH_SUDO_PASSWORD, SSH_SUDO_REFUSED (permanent), PREPARATION_DISK_FULL (capacity),
 * PREPARATION_DOCKER_SILENT (transient), PREPARATION_FAILED (as the step says, mostly transient),
 * PREPARATION_DEVICE_NAME (input), and what SshConnection throws
 */
export async function prepareOver(
  connection: SshConnection,
  options: PreparationOptions,
  { clock }: { clock: Clock },
  { signal, onStep, log = () => undefined }: PreparationWatch = {},
): Promise<Preparation> {
  const { target } = connection;
  const count = steps.length + 1;
  const begun = clock.monotonic();
  const ssh: PreparationStep = { ...SSH_STEP, state: 'running', changes: [], warnings: [], ms: 0 };
  const tellSsh = (state: PreparationStep['state']) => {
    ssh.state = state;
    ssh.ms = Math.round(clock.monotonic() - begun);
    onStep?.({ ...ssh }, { index: 0, count });
  };
  const attempt = async () => {
    const progress = new ProgressReader({
      monotonic: () => clock.monotonic(),
      titles,
      onStep: step => onStep?.(step, { index: progress.steps.length, count }),
      log,
    });
    const onOutput = (text: string) => {
      if (ssh.state === 'running') tellSsh('right');
      progress.read(text);
    };
    const script = preparationScript(target.user, options, clock.now());
    const { command, input } = asRoot(target, script);
    const result = await connection.run(command, { input, onOutput, quietMs: QUIET_MS, signal });
    return { progress, result };
  };

  tellSsh('running');
  const { progress, result } = await whenItLetsUsIn(
    connection,
    { bootMs: options.bootMs, clock, signal },
    attempt,
  ).catch(error => {
    if (ssh.state === 'running') tellSsh('failed');
    throw error;
  });
  if (ssh.state === 'running') tellSsh('right');
  const { failure } = progress;
  if (failure) throw new RockpoolError(say.stepFailed(target, progress.steps.at(-1)?.title ?? '', failure));
  if (result.status !== 0) throw new RockpoolError(whyItEnded(connection, result));
  // It was made before its user was in the group.
  const isRenewed = !progress.groups.some(group => group === 'docker' || group === 'root');
  if (isRenewed) connection.renew();
  return { steps: [ssh, ...progress.steps], distribution: progress.fact, isRenewed };
}

function whyItEnded({ target }: SshConnection, result: RunResult) {
  const { status, stdout, stderr } = result;
  return notRoot(target, result) ?? say.stopped(target, status, stderr || stdout);
}

/** Runs it; while the machine may still be starting, until it has connected. */
async function whenItLetsUsIn<T>(
  connection: SshConnection,
  { bootMs, clock, signal }: { bootMs: number; clock: Clock; signal: AbortSignal | undefined },
  run: () => Promise<T>,
): Promise<T> {
  const begun = clock.monotonic();
  for (;;) {
    try {
      return await run();
    } catch (error) {
      const mayPass = isRockpoolError(error) && WHILE_IT_BOOTS.includes(error.value.code);
      if (!mayPass || clock.monotonic() - begun >= bootMs) throw error;
    }
    await clock.sleep(TRY_EVERY_MS, signal ? { signal } : {});
    connection.retry();
  }
}
