import { isSettings, type Settings, type SettingsFile } from './document.ts';
import { CloudConfigError, type Warning } from './errors.ts';
import { mergeCloud, mergeDeep } from './merge.ts';
import { isOldName, nameOf } from './names.ts';
import { cloudOfVariables, nameOfVariables, type Variables } from './variables.ts';

/** What was found on the machine. */
export interface Sources {
  clouds?: SettingsFile | undefined;
  secure?: SettingsFile | undefined;
  /** clouds-public: profiles of vendors. */
  vendors?: SettingsFile | undefined;
  env: Variables;
}

/** One cloud with all that is said of it, and where its keys stand. */
export interface ChosenCloud {
  name: string;
  /** Keys as they are called today; `auth` apart. */
  settings: Settings;
  file?: SettingsFile | undefined;
  /** The cloud's path in that file. */
  path: string[];
  warnings: Warning[];
}

/** Clouds that can be chosen, in the order of the file; that of OS_* variables last. */
export function cloudNames(sources: Sources): string[] {
  const variables = cloudOfVariables(sources.env);
  const named = Object.keys(cloudsOf(sources));
  return variables === undefined ? named : [...named, nameOfVariables(sources.env)];
}

/**
 * The cloud that is meant: by name, by OS_CLOUD, that of the variables, or the only one there is.
 * @throws CloudConfigError CloudMissing, CloudNotChosen, CloudNameTaken
 */
export function chooseCloud(sources: Sources, wanted?: string): ChosenCloud {
  const { env, clouds: file } = sources;
  const clouds = cloudsOf(sources);
  const variables = cloudOfVariables(env);
  const variablesName = nameOfVariables(env);
  if (variables !== undefined && variablesName in clouds)
    throw new CloudConfigError(
      'CloudNameTaken',
      `A cloud is called ${variablesName}, and so is the one of the OS_* variables; give one of them another name.`,
      { ...placeOf(file, ['clouds', variablesName]) },
    );
  const names = cloudNames(sources);
  const name =
    wanted ??
    (env.OS_CLOUD || (variables ? variablesName : undefined)) ??
    (names.length === 1 ? names[0] : undefined);
  if (name === undefined) {
    const which =
      names.length === 0 ? 'No cloud is described.' : `Say which cloud is meant: ${names.join(', ')}.`;
    throw new CloudConfigError('CloudNotChosen', which, placeOf(file, ['clouds']));
  }
  if (variables !== undefined && name === variablesName)
    return { name, settings: modern(variables).settings, path: [], warnings: [] };
  const own = clouds[name];
  if (own === undefined) throw missing(name, names, file);
  if (!isSettings(own))
    throw new CloudConfigError(
      'ValueMalformed',
      `The cloud ${name} has no settings.`,
      placeOf(file, ['clouds', name]),
    );
  const path = ['clouds', name];
  const { settings, warnings } = modern(own, file, path);
  return { name, ...withProfile(name, settings, warnings, sources), file, path };
}

function missing(name: string, names: string[], file: SettingsFile | undefined): CloudConfigError {
  const there = names.length === 0 ? 'There is none.' : `There are: ${names.join(', ')}.`;
  return new CloudConfigError(
    'CloudMissing',
    `No cloud is called ${name}. ${there}`,
    placeOf(file, ['clouds']),
  );
}

/** Of the file, with what secure.yaml adds. */
function cloudsOf({ clouds, secure }: Sources): Settings {
  const merged = mergeDeep(clouds?.settings ?? {}, secure?.settings ?? {});
  return isSettings(merged.clouds) ? merged.clouds : {};
}

function withProfile(name: string, own: Settings, warnings: Warning[], { vendors, clouds }: Sources) {
  const { profile } = own;
  if (typeof profile !== 'string' || profile === '') return { settings: own, warnings };
  const all = vendors?.settings['public-clouds'];
  const found = isSettings(all) ? all[profile] : undefined;
  if (isSettings(found)) {
    const base = modern(found, vendors, ['public-clouds', profile]);
    return { settings: mergeCloud(base.settings, own), warnings: [...base.warnings, ...warnings] };
  }
  const text = `The profile ${profile} is not in clouds-public.yaml; nothing is taken from it.`;
  return {
    settings: own,
    warnings: [...warnings, { text, place: placeOf(clouds, ['clouds', name, 'profile']) }],
  };
}

/** With names as they are today; where the old and the new one stand, the new one counts. */
export function modern(settings: Settings, file?: SettingsFile, path: string[] = []) {
  const result: Settings = {};
  const warnings: Warning[] = [];
  const entries = Object.entries(settings);
  for (const [written, value] of [
    ...entries.filter(([key]) => isOldName(key)),
    ...entries.filter(([key]) => !isOldName(key)),
  ]) {
    const key = nameOf(written);
    if (isSettings(value) && key === 'auth') {
      const inner = modern(value, file, [...path, written]);
      result.auth = inner.settings;
      warnings.push(...inner.warnings);
    } else result[key] = value;
    if (written === 'cloud')
      warnings.push({
        text: '`cloud` is an old name; write `profile`.',
        place: placeOf(file, [...path, written]),
      });
  }
  return { settings: result, warnings };
}

/** Of a key in a file, if it is there. */
export function placeOf(file: SettingsFile | undefined, path: readonly string[]) {
  if (file === undefined) return {};
  const line = file.lineOf(path);
  return { file: file.file, ...(line === undefined ? {} : { line }) };
}
