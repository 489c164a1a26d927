import { MantineProvider } from '@mantine/core';
import { render } from '@testing-library/react';
import type { ReactElement } from 'react';

/** Renders in the theme's provider, without transitions; fills in what happy-dom lacks and Mantine listens to. */
export function renderUi(element: ReactElement) {
  if (!document.fonts) Object.defineProperty(document, 'fonts', { value: new EventTarget() });
  return render(element, {
    wrapper: ({ children }) => <MantineProvider env="test">{children}</MantineProvider>,
  });
}
