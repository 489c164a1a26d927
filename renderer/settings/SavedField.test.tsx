// @vitest-environment happy-dom
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { settingsSchema } from '../../driver/model/settings';
import { renderUi } from '../testing/renderUi';
import { numberOf, SavedField } from './SavedField';

afterEach(cleanup);

function setUp(answer = true) {
  const onSave = vi.fn(async () => answer);
  renderUi(
    <SavedField
      label="Minutes"
      description=""
      value="5"
      parse={numberOf}
      schema={settingsSchema.shape.warnBeforeEndMinutes.unwrap()}
      onSave={onSave}
    />,
  );
  const field = screen.getByRole('textbox', { name: 'Minutes' }) as HTMLInputElement;
  return { onSave, field, type: (text: string) => fireEvent.change(field, { target: { value: text } }) };
}

test('what was typed is saved on Enter, as the value that it means', () => {
  const { onSave, field, type } = setUp();
  type(' 10 ');
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(onSave).toHaveBeenCalledExactlyOnceWith(10);
});

test('it is saved when the field is left, but not when nothing was changed', () => {
  const { onSave, field, type } = setUp();
  fireEvent.blur(field);
  expect(onSave).not.toHaveBeenCalled();
  type('7');
  fireEvent.blur(field);
  expect(onSave).toHaveBeenCalledWith(7);
});

test.each([
  ['0', 'At least 1 minute.'],
  ['500', 'At most 120 minutes.'],
])('%s is refused while typing, with a sentence, and never saved', (text, sentence) => {
  const { onSave, field, type } = setUp();
  type(text);
  expect(screen.getByText(sentence)).toBeTruthy();
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(onSave).not.toHaveBeenCalled();
});

test('Escape takes back what was typed', () => {
  const { field, type } = setUp();
  type('99');
  fireEvent.keyDown(field, { key: 'Escape' });
  expect(field.value).toBe('5');
});

test('what the backend refused is taken back', async () => {
  const { field, type } = setUp(false);
  type('9');
  fireEvent.keyDown(field, { key: 'Enter' });
  await vi.waitFor(() => expect(field.value).toBe('5'));
});
