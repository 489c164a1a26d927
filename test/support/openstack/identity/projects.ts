import type { Cloud } from '../cloud';
import { Refusal } from '../core/refusal';
import type { Route } from '../core/service';
import type { Project } from './records';

const shown = (cloud: Cloud, { id, name, isEnabled }: Project, base: string) => ({
  id,
  name,
  domain_id: cloud.domain.id,
  description: '',
  enabled: isEnabled,
  parent_id: cloud.domain.id,
  is_domain: false,
  tags: [],
  options: {},
  links: { self: `${base}/projects/${id}` },
});

export const projectRoutes: Route[] = [
  {
    method: 'GET',
    path: '/auth/projects',
    run({ cloud, token, base }) {
      const projects = [...cloud.projects.values()].filter(({ id }) => token.user.roles[id]?.length);
      return {
        status: 200,
        body: {
          projects: projects.map(one => shown(cloud, one, base)),
          links: { next: null, self: `${base}/auth/projects`, previous: null },
        },
      };
    },
  },
  {
    method: 'GET',
    path: '/projects/:id',
    run({ cloud, token, params, base }) {
      const project = cloud.projects.get(params.id ?? '');
      if (!project || !token.user.roles[project.id]?.length) {
        if (token.roles.some(({ name }) => name === 'admin'))
          throw new Refusal(404, `Could not find project: ${params.id}.`);
        throw new Refusal(
          403,
          'You are not authorized to perform the requested action: identity:get_project.',
        );
      }
      return { status: 200, body: { project: shown(cloud, project, base) } };
    },
  },
];
