import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { systemRandom } from '../../../driver/system';
import { startTestRockpool } from '../../support/rockpool';
import { type BenchContext, type BenchHost, compareInTurn, type Result } from '../contract';
import { until200, waitFor } from '../launch/until';
import { Stage } from '../proxy/stage';
import { dockerOverSsh, oneHost } from './hosts';

/**
 * From the click to the first answer through the proxy, of a pool over SSH that has its host and its image; against the
 * same with Docker's own client over SSH: run it on any free port, ask which, and lead there by `ssh -L`.
 */
const RUNS = 5;
const PREPARED_MS = 300_000;
const NAME = 'bench-launch';

export async function launches(context: BenchContext): Promise<Result[]> {
  const { signal } = context;
  const host = await oneHost(context);
  await using rockpool = await startTestRockpool(undefined);
  const { services } = rockpool.rockpool;
  const poolId = await makePool(rockpool, host, context);
  const blueprintId = rockpool.blueprint({
    docker_image: 'lab/httpd',
    proxy_options: { proxy_rewrite: true },
  });
  await using stage = new Stage(context.root);
  const docker = await dockerOverSsh(host, context);

  async function ours(limitMs?: number): Promise<number> {
    const begun = performance.now();
    const request = { blueprintId, userId: 'bench', requestId: systemRandom.hex(8) };
    const { id } = services.instances.launch(request);
    await waitFor(
      () => {
        const { state, error } = rockpool.instance(id);
        if (error) throw new Error(`${error.what} ${error.why ?? ''}`);
        return state === 'running';
      },
      signal,
      limitMs,
    );
    await until200(() => services.instances.urlOf(id), signal);
    const took = performance.now() - begun;
    services.instances.destroy([id]);
    await waitFor(() => rockpool.instance(id).state === 'deleted', signal);
    return took;
  }
  async function baseline(): Promise<number> {
    const begun = performance.now();
    const published = ['--publish', '127.0.0.1::8080'];
    await docker('run', '--detach', '--name', NAME, '--memory', '512m', ...published, 'lab/httpd');
    const port = Number((await docker('port', NAME, '8080')).trim().split(':').at(-1));
    const forwarded = await stage.forward(host, port);
    await until200(() => `http://127.0.0.1:${forwarded}/`, signal);
    const took = performance.now() - begun;
    await docker('rm', '--force', '--volumes', NAME);
    return took;
  }

  try {
    context.say('launch-ssh: the host is prepared and given the image');
    await ours(PREPARED_MS);
    context.say(`launch-ssh: ${RUNS} runs each, in turn`);
    const result = await compareInTurn({
      ...{ measure: 'launch-ssh', unit: 'ms', runs: RUNS, signal },
      ours: () => ours(),
      baseline,
    });
    return [result];
  } finally {
    // Also after Ctrl-C: the machine is given back.
    const patience = AbortSignal.timeout(PREPARED_MS);
    services.pools.shutdowns.shutDown(poolId, { how: 'now' });
    await waitFor(() => rockpool.state().shutdowns[poolId]?.state === 'done', patience, PREPARED_MS);
  }
}

/** A pool with that machine, and the image in the directory. @returns the pool's id */
async function makePool(
  { rockpool: { services }, state }: Awaited<ReturnType<typeof startTestRockpool>>,
  host: BenchHost,
  { image, tempDir, signal }: BenchContext,
): Promise<string> {
  const key = path.join(tempDir, 'key');
  await writeFile(key, host.privateKey, { mode: 0o600 });
  services.images.importFiles([await image('httpd')]);
  await waitFor(() => Object.keys(state().images).length === 1, signal);
  const config = { DD_MAX_HOSTS: 1, DD_FREE_SLOT_TARGET: 1 };
  const { id: poolId } = services.pools.create({ name: 'DockerDriver', provider: 'ssh', config });
  const { name: label, port } = host;
  const machine = { address: '127.0.0.1', port, user: 'cloud-user', slots: 4, label };
  const [added] = await services.machines.add(poolId, [{ ...machine, login: { kind: 'file', path: key } }]);
  if (!added) throw new Error('The machine was not added.');
  const { shown } = await services.machines.check(added.id, { signal });
  if (shown) services.machines.confirm(added.id, shown);
  return poolId;
}
