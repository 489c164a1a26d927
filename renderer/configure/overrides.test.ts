import { describe, expect, test } from 'vitest';
import { overridableAttributes } from '../../driver/model/template';
import { aConfig, aTemplate } from '../testing/builders';
import {
  blueprintFormSchema,
  fieldsOfAttribute,
  overriddenAttributes,
  titleOfAttribute,
  valueForPeople,
} from './overrides';

describe('attributes to override', () => {
  test('each has a title and at least one field; the proxy options have four', () => {
    for (const attribute of overridableAttributes) {
      expect(titleOfAttribute(attribute)).not.toBe(attribute);
      expect(fieldsOfAttribute(attribute).length).toBe(attribute === 'proxy_options' ? 4 : 1);
    }
  });

  test('count as overridden only where the template allows it', () => {
    const config = { name: 'b', internal_port: 80, memory_limit: '2g' };
    expect(overriddenAttributes(aTemplate(), config)).toEqual(['internal_port']);
  });

  test('the form checks its own name and what is overridden, nothing else', () => {
    const schema = blueprintFormSchema(['internal_port']);
    expect(Object.keys(schema.shape)).toEqual(['name', 'description', 'internal_port']);
    expect(schema.safeParse({ name: 'b', internal_port: 0 }).success).toBe(false);
  });

  test('values are shown in words', () => {
    const config = aConfig({ proxy_options: { proxy_rewrite: true } });
    expect(valueForPeople('internal_port', config)).toBe('8787');
    expect(valueForPeople('show_password', config)).toBe('on');
    expect(valueForPeople('launch_command', config)).toBe('empty');
    expect(valueForPeople('proxy_options', config)).toBe('Rewrite the proxy url');
    expect(valueForPeople('proxy_options', aConfig())).toBe('all off');
  });
});
