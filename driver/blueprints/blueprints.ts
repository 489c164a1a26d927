import { type Blueprint, type BlueprintConfig, blueprintConfigSchema } from '../model/blueprint';
import type { Clock, Random } from '../model/clock';
import { RockpoolError } from '../model/errors';
import { isLive } from '../model/instance';
import {
  type OverridableAttribute,
  type Template,
  type TemplateConfig,
  templateConfigSchema,
} from '../model/template';
import type { Store } from '../store/store';

export interface TemplateDraft {
  /** The name of a pool, whether there is one or not. */
  plugin: string;
  config: TemplateConfig;
  allowedAttributes: OverridableAttribute[];
}

export interface BlueprintDraft {
  templateId: string;
  config: BlueprintConfig;
}

/** Templates and the blueprints made from them. Both start inactive. */
export interface Blueprints {
  createTemplate(draft: TemplateDraft): Template;
  /** What runs already stays where it is, whatever pool the template is for from now on. */
  updateTemplate(id: string, draft: TemplateDraft): Template;
  copyTemplate(id: string): Template;
  /** `withBlueprints`: what is made from a template that is switched off is switched off too. */
  setTemplateActive(id: string, active: boolean, withBlueprints: boolean): void;
  /** @throws RockpoolError TEMPLATE_IN_USE while a blueprint is made from it */
  deleteTemplate(id: string): void;
  createBlueprint(draft: BlueprintDraft): Blueprint;
  updateBlueprint(id: string, config: BlueprintConfig): Blueprint;
  copyBlueprint(id: string): Blueprint;
  setBlueprintActive(id: string, active: boolean): void;
  /** @throws RockpoolError BLUEPRINT_IN_USE while instances of it live */
  deleteBlueprint(id: string): void;
}

interface Dependencies {
  store: Store;
  clock: Clock;
  random: Random;
}

export function createBlueprints({ store, clock, random }: Dependencies): Blueprints {
  function template(id: string): Template {
    const found = store.templates.get(id);
    if (!found) throw missing('template');
    return found;
  }
  function blueprint(id: string): Blueprint {
    const found = store.blueprints.get(id);
    if (!found) throw missing('blueprint');
    return found;
  }
  function save<T extends Template | Blueprint>(
    collection: { put(id: string, record: T): void },
    record: T,
  ): T {
    const saved = { ...record, updatedAt: clock.now() };
    collection.put(record.id, saved);
    return saved;
  }
  function stamp() {
    return { id: random.hex(8), active: false, createdAt: clock.now(), updatedAt: clock.now() };
  }
  const blueprintsOf = (templateId: string) =>
    store.blueprints.all().filter(candidate => candidate.templateId === templateId);

  return {
    createTemplate: draft =>
      save(store.templates, { ...draft, config: templateConfigSchema.parse(draft.config), ...stamp() }),
    updateTemplate: (id, draft) => save(store.templates, { ...template(id), ...draft }),
    copyTemplate(id) {
      const original = template(id);
      return save(store.templates, { ...original, config: copyOf(original.config), ...stamp() });
    },
    setTemplateActive(id, active, withBlueprints) {
      store.transaction(() => {
        save(store.templates, { ...template(id), active });
        if (active || !withBlueprints) return;
        for (const made of blueprintsOf(id)) save(store.blueprints, { ...made, active: false });
      });
    },
    deleteTemplate(id) {
      const { config } = template(id);
      const uses = blueprintsOf(id);
      if (uses.length > 0) {
        throw new RockpoolError({
          kind: 'input',
          code: 'TEMPLATE_IN_USE',
          what: `The template "${config.name}" can't be deleted.`,
          why: `These blueprints are made from it: ${uses.map(use => use.config.name).join(', ')}.`,
          next: 'Delete them first, or deactivate the template instead.',
        });
      }
      store.templates.remove(id);
    },
    createBlueprint(draft) {
      const { active, config } = template(draft.templateId);
      if (!active) {
        throw new RockpoolError({
          kind: 'input',
          code: 'TEMPLATE_INACTIVE',
          what: `The template "${config.name}" is not active.`,
          next: 'Activate it under Configure → Blueprint Templates first.',
        });
      }
      return save(store.blueprints, {
        ...draft,
        config: blueprintConfigSchema.parse(draft.config),
        ...stamp(),
      });
    },
    updateBlueprint: (id, config) => save(store.blueprints, { ...blueprint(id), config }),
    copyBlueprint(id) {
      const original = blueprint(id);
      return save(store.blueprints, { ...original, config: copyOf(original.config), ...stamp() });
    },
    setBlueprintActive: (id, active) => void save(store.blueprints, { ...blueprint(id), active }),
    deleteBlueprint(id) {
      const { config } = blueprint(id);
      const live = store.instances.all().filter(instance => instance.blueprintId === id && isLive(instance));
      if (live.length > 0) {
        throw new RockpoolError({
          kind: 'input',
          code: 'BLUEPRINT_IN_USE',
          what: `The blueprint "${config.name}" can't be deleted.`,
          why: `Instances of it live: ${live.map(({ name }) => name).join(', ')}.`,
          next: 'Destroy them first, or deactivate the blueprint so that nobody launches it any more.',
        });
      }
      store.blueprints.remove(id);
    },
  };
}

/** The original's rule for the name of a copy. */
function copyOf<T extends { name: string }>(config: T): T {
  return { ...config, name: `${config.name} - Copy` };
}

function missing(what: 'template' | 'blueprint'): RockpoolError {
  return new RockpoolError({
    kind: 'input',
    code: 'NOT_FOUND',
    what: `This ${what} does not exist any more.`,
    next: 'Look at the list again; somebody may have deleted it.',
  });
}
