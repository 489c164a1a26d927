import { MantineProvider } from '@mantine/core';
import { render } from '@testing-library/react';
import type { ReactElement } from 'react';
import { cssVariables, theme } from '../theme';

/** Renders in the window's theme, without transitions; fills in what happy-dom lacks and Mantine listens to. */
export function renderUi(element: ReactElement) {
  if (!document.fonts) Object.defineProperty(document, 'fonts', { value: new EventTarget() });
  return render(element, {
    wrapper: ({ children }) => (
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} env="test">
        {children}
      </MantineProvider>
    ),
  });
}
