import type { State } from './model/state';
import { templateConfigSchema } from './model/template';
import type { Services } from './services';

type Used = Pick<Services, 'blueprints' | 'images' | 'pools'>;

/**
 * Fills a demo's data folder through the same services as people use; what is there already stays. `tarball` is an
 * image for amd64, which simulated machines are, that answers on port 8080. The import goes on as a task.
 */
export function seedDemo(
  { blueprints, images, pools }: Used,
  state: State,
  { tarball, image }: { tarball: string; image: string },
): void {
  const none = (part: object) => Object.keys(part).length === 0;
  if (none(state.images)) images.importFiles([tarball]);
  if (none(state.templates)) {
    const config = templateConfigSchema.parse({
      name: 'Sample',
      description: 'A page of a simulated container.',
      docker_image: image,
      internal_port: 8080,
      maximum_instances_per_user: 100,
      proxy_options: { proxy_rewrite: true },
    });
    const template = blueprints.createTemplate({ plugin: 'DockerDriver', config, allowedAttributes: [] });
    blueprints.setTemplateActive(template.id, true, false);
    for (const name of ['Statistics course', 'Machine learning course']) {
      const { id } = blueprints.createBlueprint({ templateId: template.id, config: { name } });
      blueprints.setBlueprintActive(id, true);
    }
  }
  if (none(state.pools)) {
    const { id } = pools.create({
      name: 'DockerDriver',
      provider: 'simulator',
      engineUrl: 'sim://DockerDriver',
    });
    pools.configure(id, { DD_MAX_HOSTS: 12, DD_FREE_SLOT_TARGET: 60 });
  }
}
