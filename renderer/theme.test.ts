import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { palette } from './theme';

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(hex: string): number {
  const channels = [1, 3, 5].map(start => Number.parseInt(hex.slice(start, start + 2), 16) / 255);
  const [red = 0, green = 0, blue = 0] = channels.map(channel =>
    channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const { dark, gray, ...hues } = palette;

test.each(Object.entries(hues))('%s: white text on the filled shades can be read', (_, shades) => {
  expect(contrast(shades[8], '#ffffff')).toBeGreaterThanOrEqual(5.5);
  expect(contrast(shades[7], '#ffffff')).toBeGreaterThanOrEqual(4.5);
});

test.each(Object.entries(hues))('%s: the dark shade can be read on its own light tint', (_, shades) => {
  expect(contrast(shades[8], shades[1])).toBeGreaterThanOrEqual(4.5);
});

test.each(Object.entries(hues))('%s: the pale shade can be read on a dark page', (_, shades) => {
  expect(contrast(shades[3], dark[7])).toBeGreaterThanOrEqual(4.5);
});

test('quiet text can be read in light and dark, on the page and on what lies a little higher', () => {
  for (const ground of ['#ffffff', gray[0], gray[1]])
    expect(contrast(gray[7], ground)).toBeGreaterThanOrEqual(4.5);
  for (const ground of [dark[7], dark[6]]) expect(contrast(dark[2], ground)).toBeGreaterThanOrEqual(4.5);
});

test('no component has a hue that is not ours: dark tints are made for these alone', () => {
  const files = readdirSync('renderer', { recursive: true, encoding: 'utf8' }).filter(name =>
    /\.tsx$/.test(name),
  );
  const used = files.flatMap(name =>
    [...readFileSync(`renderer/${name}`, 'utf8').matchAll(/\bcolor="([a-z]+)(?:\.\d)?"/g)].map(
      ([, hue]) => hue,
    ),
  );
  expect(used).toContain('amber');
  expect(used.filter(hue => !Object.keys(palette).includes(hue ?? ''))).toEqual([]);
});
