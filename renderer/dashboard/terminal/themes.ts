import type { ITheme } from '@xterm/xterm';
import { palette } from '../../theme';

const { gray, dark, red, green, amber, blue, tide } = palette;

/** A terminal's sixteen colours out of ours; what would be too pale on its ground the terminal darkens itself. */
export const themes: Record<'light' | 'dark', ITheme> = {
  light: {
    background: gray[0],
    foreground: gray[9],
    cursor: gray[9],
    cursorAccent: gray[0],
    selectionBackground: tide[1],
    black: gray[9],
    red: red[7],
    green: green[7],
    yellow: amber[7],
    blue: blue[7],
    magenta: '#7a3a92',
    cyan: tide[7],
    white: gray[5],
    brightBlack: gray[7],
    brightRed: red[6],
    brightGreen: green[6],
    brightYellow: amber[6],
    brightBlue: blue[6],
    brightMagenta: '#9450ad',
    brightCyan: tide[6],
    brightWhite: gray[6],
  },
  dark: {
    background: dark[8],
    foreground: dark[0],
    cursor: dark[0],
    cursorAccent: dark[8],
    selectionBackground: dark[4],
    black: dark[5],
    red: red[4],
    green: green[4],
    yellow: amber[4],
    blue: blue[4],
    magenta: '#c58fd8',
    cyan: tide[4],
    white: dark[1],
    brightBlack: dark[3],
    brightRed: red[3],
    brightGreen: green[3],
    brightYellow: amber[3],
    brightBlue: blue[3],
    brightMagenta: '#d8b0e6',
    brightCyan: tide[3],
    brightWhite: '#ffffff',
  },
};
