import { describe, expect, test } from 'vitest';
import { templateConfigSchema } from '../../driver/model/template';
import { checkForm, fieldsOf, formValuesOf, typedNumber } from './schemaFields';

const valid = formValuesOf(templateConfigSchema, {
  name: 'docker-rstudio',
  docker_image: 'rocker/rstudio',
  internal_port: 8787,
});

function errorsWith(changes: Record<string, string>): Record<string, string> {
  const result = checkForm(templateConfigSchema, { ...valid, ...changes });
  return result.ok ? {} : result.errors;
}

describe('fieldsOf', () => {
  test('draws every field of the template, the proxy options laid flat, each explained', () => {
    const fields = fieldsOf(templateConfigSchema);
    expect(fields.map(field => field.path)).toEqual([
      'name',
      'description',
      'docker_image',
      'internal_port',
      'launch_command',
      'environment_vars',
      'show_password',
      'memory_limit',
      'disk_limit',
      'consumed_slots',
      'maximum_instances_per_user',
      'maximum_lifetime',
      'cost_multiplier',
      'needs_ssh_keys',
      'proxy_options.proxy_rewrite',
      'proxy_options.proxy_redirect',
      'proxy_options.set_host_header',
      'proxy_options.bypass_token_authentication',
    ]);
    for (const field of fields) expect(field.help.length).toBeGreaterThan(10);
  });

  test('takes the control from the type where the schema names none', () => {
    const control = (path: string) =>
      fieldsOf(templateConfigSchema).find(field => field.path === path)?.control;
    expect(control('name')).toBe('text');
    expect(control('internal_port')).toBe('number');
    expect(control('show_password')).toBe('switch');
    expect(control('docker_image')).toBe('image');
    expect(control('proxy_options.proxy_rewrite')).toBe('switch');
  });
});

describe('formValuesOf', () => {
  test('starts with the schema’s defaults and with nothing where there is none', () => {
    const values = formValuesOf(templateConfigSchema, {});
    expect(values).toMatchObject({
      name: '',
      internal_port: '',
      memory_limit: '512m',
      consumed_slots: '1',
      maximum_lifetime: '1h 0m',
      show_password: true,
      proxy_options: { proxy_rewrite: false },
    });
  });
});

describe('checkForm', () => {
  test('turns what was typed into a config', () => {
    const result = checkForm(templateConfigSchema, {
      ...valid,
      internal_port: ' 8888 ',
      cost_multiplier: '1,5',
    });
    expect(result).toMatchObject({
      ok: true,
      value: { name: 'docker-rstudio', internal_port: 8888, cost_multiplier: 1.5 },
    });
  });

  test.each(['abc', '', '80.5', '0', '70000', '-1', '0x10', '1e3'])(
    'refuses the port "%s" with a sentence',
    text => {
      expect(errorsWith({ internal_port: text }).internal_port).toMatch(/port.*\.$/);
    },
  );

  test.each(['1x', '100h 99m', ''])('refuses the lifetime "%s" with an example of a right one', text => {
    expect(errorsWith({ maximum_lifetime: text }).maximum_lifetime).toContain('1d 2h 30m');
  });

  test.each(['512', '-1', '', '12 elephants'])('refuses the memory limit "%s" with an example', text => {
    expect(errorsWith({ memory_limit: text }).memory_limit).toContain('512m');
  });

  test.each(['consumed_slots', 'maximum_instances_per_user', 'cost_multiplier'])(
    'an emptied %s is not taken for its default, and the sentence is one for people',
    key => {
      const sentence = errorsWith({ [key]: '' })[key];
      expect(sentence).toMatch(/^Write /);
      expect(sentence).not.toMatch(/NaN|expected/);
    },
  );

  test('a name of blanks is no name', () => {
    expect(errorsWith({ name: '  ' })).toEqual({ name: 'Give it a name.' });
  });
});

describe('typedNumber', () => {
  test.each([
    ['8787', 8787],
    [' 1,5 ', 1.5],
    ['+3', 3],
    ['-2', -2],
  ])('reads "%s"', (text, value) => expect(typedNumber(text)).toBe(value));

  test.each(['', ' ', 'abc', '1 2', '1e3', '0x10', 'Infinity', '1.2.3'])('takes "%s" for no number', text =>
    expect(typedNumber(text)).toBeNaN(),
  );
});
