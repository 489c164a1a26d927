import type { Instance } from '../../driver/model/instance';
import { type OverridableAttribute, overridableAttributes } from '../../driver/model/template';
import { titleOfAttribute, valueForPeople } from '../configure/overrides';
import { Facts } from '../ui/Facts';

/** What the instance was launched with; later edits of its blueprint don't change it. */
export function ConfigTab({ instance }: { instance: Instance }) {
  return (
    <Facts
      label="Configuration"
      rows={[
        ['Blueprint', instance.config.name],
        ['Description', instance.config.description || '–'],
        ...overridableAttributes.map((attribute: OverridableAttribute): [string, string] => [
          titleOfAttribute(attribute),
          valueForPeople(attribute, instance.config),
        ]),
      ]}
    />
  );
}
