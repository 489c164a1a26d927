import { describe, expect, test } from 'vitest';
import { launchCommand, splitCommand } from '../../driver/model/command';
import { templateConfigSchema } from '../../driver/model/template';
import { aConfig, anImage } from '../testing/builders';
import { formValuesOf } from '../ui/schemaFields';
import { isApplied, presetFor } from './imagePresets';

const jupyter = anImage({ exposedPorts: [8888], entrypoint: ['tini', '--'], command: ['start-notebook.sh'] });

describe('presetFor', () => {
  test('has RStudio rewritten and redirected', () => {
    expect(presetFor(anImage())?.values).toMatchObject({
      internal_port: '8787',
      'proxy_options.proxy_rewrite': true,
      'proxy_options.proxy_redirect': true,
    });
  });

  test('starts Jupyter under the path of the instance, with its password as the token', () => {
    const command = presetFor(jupyter)?.values.launch_command as string;
    expect(launchCommand(command, 'abc')).toEqual([
      'sh',
      '-c',
      'exec start-notebook.sh --NotebookApp.base_url=/notebooks/abc --NotebookApp.token="$PASSWORD"',
    ]);
  });

  test('uses the newer server’s options where the image starts by a Python script', () => {
    const preset = presetFor(anImage({ exposedPorts: [8888], command: ['start-notebook.py'] }));
    expect(splitCommand(preset?.values.launch_command as string)[2]).toContain('--ServerApp.base_url');
  });

  test('offers nothing for an image it does not know', () => {
    expect(presetFor(anImage({ exposedPorts: [8080] }))).toBeUndefined();
  });
});

describe('isApplied', () => {
  test('is true only once everything stands as the preset has it', () => {
    const preset = presetFor(anImage());
    if (!preset) throw new Error('no preset');
    const before = formValuesOf(templateConfigSchema, aConfig());
    expect(isApplied(preset, before)).toBe(false);
    const after = aConfig({
      proxy_options: { proxy_rewrite: true, proxy_redirect: true },
    });
    expect(isApplied(preset, formValuesOf(templateConfigSchema, after))).toBe(true);
  });
});
