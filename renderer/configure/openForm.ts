import type { Blueprint } from '../../driver/model/blueprint';
import type { Template } from '../../driver/model/template';

/** The form that is open: of a new record, or of the one with `id`. */
export type OpenForm =
  | { kind: 'template'; plugin?: string; id?: string; imageId?: string }
  | { kind: 'blueprint'; templateId?: string | undefined; id?: string };

export type Tab = 'plugins' | 'templates' | 'blueprints';

/** Where the next step is: nothing made yet, templates but no blueprint, or both. */
export function firstTab({ templates, blueprints }: { templates: Template[]; blueprints: Blueprint[] }): Tab {
  if (templates.length === 0) return 'plugins';
  return blueprints.length === 0 ? 'templates' : 'blueprints';
}
