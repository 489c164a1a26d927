import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/**
 * The palette: nine hues are too many for a tool. `tide` is ours, the others say how things are. Shade 8 is the
 * filled one and also the text on its own light tint, so it has at least 5.5:1 on white (theme.test.ts measures).
 */
export const palette = {
  tide: [
    '#e6f6f7',
    '#cfeaec',
    '#a3d6da',
    '#74c1c8',
    '#4dafb8',
    '#2f9aa5',
    '#1d818c',
    '#146d77',
    '#0e5e68',
    '#084a52',
  ],
  green: [
    '#e8f7ec',
    '#d2edd9',
    '#a8dbb6',
    '#7bc891',
    '#55b671',
    '#38a058',
    '#268747',
    '#1b713a',
    '#146130',
    '#0d4c25',
  ],
  amber: [
    '#fef4e0',
    '#fce7c2',
    '#f7cf8a',
    '#f1b550',
    '#e99f24',
    '#c98310',
    '#a3690a',
    '#865507',
    '#744905',
    '#5b3903',
  ],
  red: [
    '#fdecea',
    '#f9d7d4',
    '#f1aea9',
    '#e8827a',
    '#df5f55',
    '#d14438',
    '#bd3529',
    '#a92c21',
    '#96251b',
    '#791b13',
  ],
  blue: [
    '#e9f1fd',
    '#d3e2f9',
    '#a7c5f2',
    '#79a6ea',
    '#5389e1',
    '#3a72d0',
    '#2c5fb4',
    '#234f99',
    '#1d4485',
    '#15356a',
  ],
  gray: [
    '#f7f9fa',
    '#eff2f4',
    '#e2e7ea',
    '#d2d9de',
    '#b7c1c9',
    '#93a0aa',
    '#6b7984',
    '#4f5c66',
    '#3b4750',
    '#232c33',
  ],
  dark: [
    '#dbe2e7',
    '#b9c4cc',
    '#9fadb7',
    '#5d6b76',
    '#3d4851',
    '#303a42',
    '#262f36',
    '#1b2228',
    '#151b20',
    '#0f1418',
  ],
} satisfies Record<string, MantineColorsTuple>;

export const theme = createTheme({
  colors: palette,
  primaryColor: 'tide',
  primaryShade: { light: 8, dark: 7 },
  defaultRadius: 'md',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  fontFamily: 'system-ui, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Consolas, "Noto Sans Mono", "Liberation Mono", monospace',
  headings: {
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.3' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.4' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.4' },
    },
  },
  components: {
    Button: { defaultProps: { size: 'sm' } },
    Modal: {
      defaultProps: {
        centered: true,
        closeButtonProps: { 'aria-label': 'Close' },
        overlayProps: { backgroundOpacity: 0.45 },
        transitionProps: { duration: 120 },
        // The element is a <header>; inside a dialog it is not the page's banner.
        attributes: { header: { role: 'none' } },
      },
      styles: { title: { fontSize: 'var(--mantine-font-size-lg)', fontWeight: 650 } },
    },
    Tooltip: {
      defaultProps: { openDelay: 350, withArrow: true, events: { hover: true, focus: true, touch: false } },
    },
    // Inside the landmark of its button, past what its table cuts off, and without an element that isn't an item.
    Menu: {
      defaultProps: {
        withinPortal: false,
        floatingStrategy: 'fixed',
        withInitialFocusPlaceholder: false,
        transitionProps: { duration: 100 },
      },
    },
    Badge: {
      defaultProps: { variant: 'light', radius: 'sm' },
      styles: { label: { textTransform: 'none', fontWeight: 600 } },
    },
    Progress: { defaultProps: { color: 'tide.5' } },
    Loader: { defaultProps: { role: 'img', color: 'tide.5' } },
  },
});

const hues = ['tide', 'green', 'amber', 'red', 'blue'] as const;

/** Badges and light buttons on a dark ground: a tint that can be told from it, and text that can be read on it. */
function darkTint(hue: (typeof hues)[number]): [string, string][] {
  const tint = (percent: number) =>
    `color-mix(in srgb, var(--mantine-color-${hue}-5) ${percent}%, transparent)`;
  return [
    [`--mantine-color-${hue}-light`, tint(22)],
    [`--mantine-color-${hue}-light-hover`, tint(30)],
    [`--mantine-color-${hue}-light-color`, `var(--mantine-color-${hue}-2)`],
  ];
}

/** Mantine's own choices for quiet text and errors are too pale to be read by everybody. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': 'var(--mantine-color-gray-7)',
    '--mantine-color-placeholder': 'var(--mantine-color-gray-6)',
    '--mantine-color-error': 'var(--mantine-color-red-8)',
    '--mantine-color-anchor': 'var(--mantine-color-tide-8)',
    '--mantine-color-body': '#ffffff',
    '--rockpool-sunken': 'var(--mantine-color-gray-0)',
    '--rockpool-good': 'var(--mantine-color-green-8)',
    '--rockpool-warning': 'var(--mantine-color-amber-8)',
    '--rockpool-focus': 'var(--mantine-color-tide-7)',
  },
  dark: {
    ...Object.fromEntries(hues.flatMap(darkTint)),
    '--mantine-color-dimmed': 'var(--mantine-color-dark-2)',
    '--mantine-color-placeholder': 'var(--mantine-color-dark-2)',
    '--mantine-color-error': 'var(--mantine-color-red-3)',
    '--mantine-color-anchor': 'var(--mantine-color-tide-3)',
    '--rockpool-sunken': 'var(--mantine-color-dark-8)',
    '--rockpool-good': 'var(--mantine-color-green-3)',
    '--rockpool-warning': 'var(--mantine-color-amber-3)',
    '--rockpool-focus': 'var(--mantine-color-tide-3)',
  },
});
