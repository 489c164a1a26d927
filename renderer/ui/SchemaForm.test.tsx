// @vitest-environment happy-dom
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type TemplateConfig, templateConfigSchema } from '../../driver/model/template';
import { renderUi } from '../testing/renderUi';
import { SchemaFields, useSchemaForm } from './SchemaForm';
import { formValuesOf } from './schemaFields';

afterEach(cleanup);

function Form({ onSubmit }: { onSubmit: (config: TemplateConfig) => void }) {
  const form = useSchemaForm({
    schema: templateConfigSchema,
    start: formValuesOf(templateConfigSchema, {}),
    onSubmit,
  });
  return (
    <form onSubmit={form.submit}>
      <SchemaFields form={form} warnings={{ memory_limit: 'Rather a lot.' }} />
      <button type="submit">Save</button>
    </form>
  );
}

function open(onSubmit = vi.fn()) {
  renderUi(<Form onSubmit={onSubmit} />);
  return onSubmit;
}

const box = (name: string) => screen.getByRole('textbox', { name }) as HTMLInputElement;
const type = (element: HTMLElement, value: string) => fireEvent.change(element, { target: { value } });
const describedBy = (element: HTMLElement) =>
  (element.getAttribute('aria-describedby') ?? '')
    .split(' ')
    .map(id => document.getElementById(id)?.textContent)
    .join(' ');

describe('a form drawn from a schema', () => {
  test('says nothing before anything is typed', () => {
    open();
    expect(document.querySelector('[aria-invalid="true"]')).toBeNull();
  });

  test('checks a field while it is typed in, and only that one', () => {
    open();
    type(box('Internal port'), '70000');
    expect(box('Internal port').getAttribute('aria-invalid')).toBe('true');
    expect(describedBy(box('Internal port'))).toContain('A port is between 1 and 65535.');
    expect(box('Name').getAttribute('aria-invalid')).not.toBe('true');
    type(box('Internal port'), '8787');
    expect(box('Internal port').getAttribute('aria-invalid')).not.toBe('true');
  });

  test('explains each field to those who can only hear it, warnings with it', () => {
    open();
    expect(describedBy(box('Memory limit'))).toContain('A slot stands for 512m.');
    expect(describedBy(box('Memory limit'))).toContain('Rather a lot.');
  });

  test('checks everything on submit, hands over nothing, and goes to the first field that needs a look', () => {
    const onSubmit = open();
    type(box('Maximum life-time (days hours mins)'), '1x');
    fireEvent.click(screen.getByText('Save'));
    expect(onSubmit).not.toHaveBeenCalled();
    expect(describedBy(box('Name'))).toContain('Give it a name.');
    expect(document.activeElement).toBe(box('Name'));
  });

  test('hands over the config with numbers as numbers and switches as switches', () => {
    const onSubmit = open();
    type(box('Name'), 'docker-rstudio');
    type(screen.getByRole('combobox', { name: 'Docker image' }), 'rocker/rstudio');
    type(box('Internal port'), '8787');
    fireEvent.click(screen.getByLabelText(/^Rewrite the proxy url/));
    fireEvent.click(screen.getByText('Save'));
    expect(onSubmit).toHaveBeenCalledWith(
      expect.objectContaining({
        name: 'docker-rstudio',
        docker_image: 'rocker/rstudio',
        internal_port: 8787,
        maximum_lifetime: '1h 0m',
        proxy_options: expect.objectContaining({ proxy_rewrite: true, proxy_redirect: false }),
      }),
    );
  });
});
