import type { Route } from '../core/service';

export const networkQuotaRoutes: Route[] = [
  {
    method: 'GET',
    path: '/quotas/:project',
    run: ({ cloud, params }) => ({
      status: 200,
      body: { quota: cloud.projects.get(params.project ?? '')?.quotas.network ?? {} },
    }),
  },
  ...['/quotas/:project/details.json', '/quotas/:project/details'].map(
    (path): Route => ({
      method: 'GET',
      path,
      run({ cloud, params }) {
        const project = cloud.projects.get(params.project ?? '');
        const quota = Object.entries(project?.quotas.network ?? {}).map(([what, limit]) => [
          what,
          { limit, used: cloud.usage.of(project?.id ?? '', what), reserved: 0 },
        ]);
        return { status: 200, body: { quota: Object.fromEntries(quota) } };
      },
    }),
  ),
];
