import type { Blueprint } from '../../driver/model/blueprint';
import type { ErrorValue } from '../../driver/model/errors';
import { fullConfig } from '../../driver/model/fullConfig';
import { withTag } from '../../driver/model/image';
import { judgeLaunch } from '../../driver/model/launchRules';
import { largestHostOf, poolOf } from '../../driver/model/pool';
import type { State } from '../../driver/model/state';
import type { TemplateConfig } from '../../driver/model/template';
import { byBlueprint } from '../state/instances';

/** A blueprint that is offered on the Dashboard. */
export interface Launchable {
  blueprint: Blueprint;
  config: TemplateConfig;
  /** The name of the pool whose hosts run it. */
  plugin: string;
  /** Why it can't be launched now. */
  refused: ErrorValue | undefined;
}

type Known = Pick<State, 'blueprints' | 'templates' | 'pools' | 'hosts' | 'images' | 'instances'>;

/** The active blueprints by name, each judged by the rules that the backend admits launches by. */
export function launchables(state: Known): Launchable[] {
  const instances = byBlueprint(state.instances);
  const all = Object.values(state.hosts);
  return Object.values(state.blueprints)
    .filter(({ active }) => active)
    .flatMap(blueprint => {
      const template = state.templates[blueprint.templateId];
      if (!template) return [];
      const pool = poolOf(template, Object.values(state.pools));
      const hosts = all.filter(host => host.poolId === pool?.id && host.phase === 'active');
      const own = instances.get(blueprint.id) ?? [];
      const verdict = judgeLaunch({
        // This window has one user, whose instances these are.
        userId: own[0]?.userId ?? '',
        blueprint,
        template,
        pool,
        image: name => state.images[withTag(name)],
        instances: new Set(own),
        largestHostSlots: pool && largestHostOf(pool, hosts),
      });
      const config = fullConfig(template, blueprint);
      return [
        { blueprint, config, plugin: template.plugin, refused: verdict.ok ? undefined : verdict.error },
      ];
    })
    .sort((a, b) => a.config.name.localeCompare(b.config.name));
}
