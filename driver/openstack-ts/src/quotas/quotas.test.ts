import { expect, test } from 'vitest';
import { openCloud } from '../core/cloud.ts';
import { projectQuotas } from '../index.ts';
import { cannedTransport, cloudThat, lab, sleepingClock } from '../testing/wire.ts';

const start = (answers: Record<string, { status?: number; body: unknown }>) => {
  const { transport } = cannedTransport(
    cloudThat(({ url }) => {
      const [, answer] = Object.entries(answers).find(([end]) => url.includes(end)) ?? [];
      return answer ?? { status: 404, body: { itemNotFound: { code: 404, message: 'None.' } } };
    }),
  );
  return openCloud(lab, { transport, clock: sleepingClock() });
};
const compute = { maxTotalInstances: 10, totalInstancesUsed: 2, maxTotalCores: -1, totalCoresUsed: 4 };

test('the quotas of a project are those of all its services, each where it tells', async () => {
  const cloud = start({
    '/compute/v2.1/limits': { body: { limits: { rate: [], absolute: compute } } },
    '/volume/v3/p1/limits': { status: 403, body: { forbidden: { code: 403, message: 'No.' } } },
    '/quotas/p1/details': { body: { quota: { port: { limit: 500, used: 3, reserved: 1 } } } },
  });
  const { compute: machines, volume, network } = await projectQuotas.get(cloud);
  expect(machines).toMatchObject({ instances: { used: 2, limit: 10 }, cores: { used: 4, limit: -1 } });
  expect(network).toMatchObject({ ports: { used: 4, limit: 500 }, floatingIps: undefined });
  expect(volume).toBeUndefined();
  await expect(
    projectQuotas.get(start({ '/limits': { status: 400, body: { badRequest: { message: 'What?' } } } })),
  ).rejects.toMatchObject({ code: 'BadRequest' });
});
