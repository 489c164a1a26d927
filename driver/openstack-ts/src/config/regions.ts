import { type ChosenCloud, modern, placeOf } from './chosen.ts';
import { isSettings, type Settings, type Value } from './document.ts';
import { CloudConfigError } from './errors.ts';
import { mergeCloud } from './merge.ts';

interface Region {
  name: string;
  values: Settings;
}

/** Those that a cloud names; none: whichever its catalog has. */
export function regionNames(cloud: ChosenCloud): string[] {
  return regionsOf(cloud).map(({ name }) => name);
}

/**
 * A cloud's settings with those of one of its regions laid over: the one asked for, or the first.
 * @throws CloudConfigError RegionMissing, which names those there are
 */
export function inRegion(cloud: ChosenCloud, wanted?: string): Settings {
  const { regions: _, region_name: __, ...settings } = cloud.settings;
  const known = regionsOf(cloud);
  if (known.length === 0) return wanted ? { ...settings, region_name: wanted } : settings;
  const region = wanted ? known.find(({ name }) => name === wanted) : known[0];
  if (region === undefined)
    throw new CloudConfigError(
      'RegionMissing',
      `The cloud ${cloud.name} has no region ${wanted}. There are: ${known.map(({ name }) => name).join(', ')}.`,
      placeOf(cloud.file, [...cloud.path, 'regions']),
    );
  return { ...mergeCloud(settings, modern(region.values).settings), region_name: region.name };
}

function regionsOf(cloud: ChosenCloud): Region[] {
  const { regions, region_name: name } = cloud.settings;
  if (Array.isArray(regions)) return regions.map((one, index) => regionOf(cloud, one, index));
  if (Array.isArray(name)) return name.map((one, index) => regionOf(cloud, one, index));
  if (typeof name !== 'string' || name === '') return [];
  // An old way to write a list.
  return name.split(',').map(one => ({ name: one.trim(), values: {} }));
}

function regionOf(cloud: ChosenCloud, value: Value, index: number): Region {
  if (typeof value === 'string') return { name: value, values: {} };
  const isRegion = isSettings(value) && typeof value.name === 'string';
  if (isRegion && Object.keys(value).every(key => key === 'name' || key === 'values'))
    return { name: String(value.name), values: isSettings(value.values) ? value.values : {} };
  throw new CloudConfigError(
    'ValueMalformed',
    `A region of the cloud ${cloud.name} is neither a name nor a \`name\` with \`values\`.`,
    placeOf(cloud.file, [...cloud.path, 'regions', String(index)]),
  );
}
