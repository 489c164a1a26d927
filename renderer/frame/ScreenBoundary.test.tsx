// @vitest-environment happy-dom
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { installFakeBridge } from '../testing/fakeBridge';
import { renderUi } from '../testing/renderUi';

installFakeBridge();
const { ScreenBoundary } = await import('./ScreenBoundary');

afterEach(cleanup);

let broken = true;

function Screen() {
  if (broken) throw new Error('a fault');
  return <p>all is well</p>;
}

test('a screen that fails says so in its place, and can be tried again', () => {
  // React tells of it as well.
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  renderUi(
    <ScreenBoundary>
      <Screen />
    </ScreenBoundary>,
  );
  expect(screen.getByRole('alert').textContent).toContain('a fault');
  broken = false;
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(screen.getByText('all is well')).toBeDefined();
});
