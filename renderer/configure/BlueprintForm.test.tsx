// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Blueprint } from '../../driver/model/blueprint';
import type { Template } from '../../driver/model/template';
import { aBlueprint, aTemplate } from '../testing/builders';
import { installFakeBridge } from '../testing/fakeBridge';
import { renderUi } from '../testing/renderUi';

const bridge = installFakeBridge();
const { BlueprintForm } = await import('./BlueprintForm');

beforeEach(() => {
  bridge.answer('blueprints.create', () => ({ id: 'made' }));
  bridge.answer('blueprints.update', () => ({ id: 'made' }));
  bridge.answer('blueprints.setActive', () => undefined);
});
afterEach(cleanup);

function open(template: Template = aTemplate(), blueprint?: Blueprint) {
  const onSaved = vi.fn();
  renderUi(
    <BlueprintForm
      template={template}
      {...(blueprint ? { blueprint } : {})}
      onClose={vi.fn()}
      onSaved={onSaved}
    />,
  );
  return onSaved;
}

const type = (name: string, value: string) =>
  fireEvent.change(screen.getByRole('textbox', { name }), { target: { value } });
// The label of a switch holds its explanation as well.
const toggle = (name: string) => screen.queryByLabelText(`Override "${name}"`, { exact: false });
const override = (name: string) => fireEvent.click(toggle(name) as HTMLElement);

describe('the form of a blueprint', () => {
  test('offers only what the template leaves open, and says what it says', () => {
    open();
    expect(toggle('Internal port')).not.toBeNull();
    expect(toggle('Memory limit')).toBeNull();
    expect(screen.getByText('8787')).toBeDefined();
    expect(screen.queryByRole('textbox', { name: 'Internal port' })).toBeNull();
  });

  test('sends only name, description and what is overridden, then activates it', async () => {
    const onSaved = open();
    type('Name', 'docker-rstudio-10m');
    override('Maximum life-time (days hours mins)');
    type('Maximum life-time (days hours mins)', '10m');
    fireEvent.click(screen.getByRole('button', { name: 'Save and activate' }));
    await waitFor(() => expect(onSaved).toHaveBeenCalledOnce());
    expect(bridge.inputs('blueprints.create')).toEqual([
      {
        templateId: 'template',
        config: { name: 'docker-rstudio-10m', description: '', maximum_lifetime: '10m' },
      },
    ]);
    expect(bridge.inputs('blueprints.setActive')).toEqual([{ id: 'made', active: true }]);
  });

  test('a wrong override holds it back until the override is taken away', async () => {
    const onSaved = open();
    type('Name', 'x');
    override('Internal port');
    type('Internal port', 'abc');
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(screen.getByText('Write the port as a whole number.')).toBeDefined();
    expect(bridge.inputs('blueprints.create')).toEqual([]);
    override('Internal port');
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(onSaved).toHaveBeenCalledOnce());
    expect(bridge.inputs('blueprints.create')).toEqual([
      { templateId: 'template', config: { name: 'x', description: '' } },
    ]);
    expect(bridge.inputs('blueprints.setActive')).toEqual([]);
  });

  test('reconfiguring shows the overrides that are there, and drops those the template no longer allows', async () => {
    const blueprint = aBlueprint({ config: { name: 'b', internal_port: 80, memory_limit: '2g' } });
    const onSaved = open(aTemplate(), blueprint);
    expect((screen.getByRole('textbox', { name: 'Internal port' }) as HTMLInputElement).value).toBe('80');
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(onSaved).toHaveBeenCalledOnce());
    expect(bridge.inputs('blueprints.update')).toEqual([
      { id: 'blueprint', config: { name: 'b', description: '', internal_port: 80 } },
    ]);
  });
});
