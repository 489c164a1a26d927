import type { BlueprintConfig } from '../../driver/model/blueprint';
import {
  type OverridableAttribute,
  type Template,
  type TemplateConfig,
  templateConfigSchema,
} from '../../driver/model/template';
import { type FieldSpec, fieldsOf } from '../ui/schemaFields';

/** The inputs of one attribute; `proxy_options` has four. */
export function fieldsOfAttribute(attribute: OverridableAttribute): FieldSpec[] {
  return fieldsOf(templateConfigSchema).filter(field => field.path.split('.')[0] === attribute);
}

/** What an attribute is called in lists. */
export function titleOfAttribute(attribute: OverridableAttribute): string {
  return attribute === 'proxy_options'
    ? 'Proxy options'
    : (fieldsOfAttribute(attribute)[0]?.title ?? attribute);
}

/** The attributes of a blueprint that take the place of its template's, as far as the template allows it. */
export function overriddenAttributes(
  template: Template,
  config: Partial<BlueprintConfig>,
): OverridableAttribute[] {
  return template.allowedAttributes.filter(attribute => config[attribute] !== undefined);
}

/** The schema of what a blueprint's form sends: its own name and description, and the overridden attributes. */
export function blueprintFormSchema(overridden: readonly OverridableAttribute[]) {
  const mask = Object.fromEntries(['name', 'description', ...overridden].map(key => [key, true as const]));
  return templateConfigSchema.pick(mask as { name: true; description: true });
}

/** A template's value for people: `10m`, `on`, `Rewrite the proxy url`. */
export function valueForPeople(attribute: OverridableAttribute, config: TemplateConfig): string {
  if (attribute === 'proxy_options') {
    const on = fieldsOfAttribute(attribute).filter(
      field => config.proxy_options[field.path.split('.')[1] as keyof TemplateConfig['proxy_options']],
    );
    return on.length > 0 ? on.map(field => field.title).join(', ') : 'all off';
  }
  const value = config[attribute];
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return value === '' ? 'empty' : String(value);
}
