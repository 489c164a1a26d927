import type { CloudConfig, Interface } from '../core/config.ts';
import { type ChosenCloud, placeOf } from './chosen.ts';
import { isSettings, type Settings, type Value } from './document.ts';
import { CloudConfigError, type Warning } from './errors.ts';
import { authKeys, cloudKeys, isIgnored, serviceOfEndpoint } from './names.ts';
import { inRegion } from './regions.ts';
import { authOf, authSaid, lacksSecret, type Refuse } from './signIn.ts';

/** A cloud as it was read. */
export interface CloudReading {
  /** Without the certificates of `caFile`. */
  config: CloudConfig;
  /** A file with certificates (PEM) of further authorities. */
  caFile?: string;
  /** The password, secret or token stands nowhere: it has to be asked for. */
  lacksSecret: boolean;
  warnings: Warning[];
}

/**
 * What a chosen cloud means.
 * @param region one of its regions; absent: its first
 * @throws CloudConfigError
 */
export function readCloud(
  cloud: ChosenCloud,
  options: { region?: string | undefined; home: string },
): CloudReading {
  const settings = inRegion(cloud, options.region);
  const at = (key: string) => placeOf(cloud.file, [...cloud.path, ...pathOf(settings, key)]);
  const refuse: Refuse = (problem, sentence, key) =>
    new CloudConfigError(
      problem,
      `Cloud ${cloud.name}: ${sentence}`,
      key === undefined ? placeOf(cloud.file, cloud.path) : at(key),
    );
  refuseWhatIsOld(settings, refuse);
  const auth = authOf(settings, refuse);
  const region = textOf(settings.region_name);
  const fill = (text: string, key: string) => filled(text, settings, key, refuse);
  const caFile = textOf(settings.cacert);
  const config: CloudConfig = {
    name: cloud.name,
    authUrl: authUrlOf(settings, fill, refuse),
    auth,
    ...(region === undefined ? {} : { region }),
    interface: interfaceOf(settings, refuse),
    verify: verifyOf(settings, refuse),
    endpoints: endpointsOf(settings, fill, refuse),
  };
  const unknown = unknownIn(settings).map(key => ({
    text: `Cloud ${cloud.name}: \`${key}\` is not known here, and not followed.`,
    place: at(key),
  }));
  const further =
    caFile === undefined ? {} : { caFile: fill(caFile, 'cacert').replace(/^~(?=$|[\\/])/, options.home) };
  return { config, ...further, lacksSecret: lacksSecret(auth), warnings: [...cloud.warnings, ...unknown] };
}

/** In the settings as they are called today; the file may have another spelling. */
function pathOf(settings: Settings, key: string): string[] {
  const inside = isSettings(settings.auth) ? settings.auth : {};
  return !(key in settings) && key in inside ? ['auth', key] : [key];
}

function textOf(value: Value | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function refuseWhatIsOld(settings: Settings, refuse: Refuse): void {
  const version = textOf(settings.identity_api_version);
  if (version !== undefined && /^v?2(\.0)?$/i.test(version)) {
    const sentence = 'Identity v2 (identity_api_version) has ended; the cloud has to be used by v3.';
    throw refuse('IdentityV2', sentence, 'identity_api_version');
  }
  for (const key of ['cert', 'key'])
    if (textOf(settings[key]) !== undefined)
      throw refuse(
        'CertificateUnsupported',
        'Signing in with a client certificate is not supported here.',
        key,
      );
  const { system_scope: system } = authSaid(settings);
  if (system !== undefined)
    throw refuse('ProjectMissing', 'Work is done in a project, not in the system.', 'system_scope');
}

function authUrlOf(settings: Settings, fill: Fill, refuse: Refuse): string {
  const said = authSaid(settings).auth_url;
  if (said === undefined) {
    const { profile } = settings;
    const hint = typeof profile === 'string' ? ` The profile ${profile} has none either.` : '';
    throw refuse('AuthUrlMissing', `The address of its Identity service is missing (auth_url).${hint}`);
  }
  const url = fill(said, 'auth_url');
  if (!isHttp(url))
    throw refuse(
      'AuthUrlMalformed',
      'auth_url is no address that begins with http:// or https://.',
      'auth_url',
    );
  if (/\/v2\.0\/?$/.test(url))
    throw refuse(
      'IdentityV2',
      'auth_url is that of Identity v2, which has ended; it has to end with /v3.',
      'auth_url',
    );
  return url;
}

function isHttp(url: string): boolean {
  return /^https?:\/\//i.test(url) && URL.canParse(url);
}

type Fill = (text: string, key: string) => string;

/** With what stands in braces: `https://{region_name}.example.org`. */
function filled(text: string, settings: Settings, key: string, refuse: Refuse): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = textOf(settings[name]);
    if (value === undefined) throw refuse('ValueMalformed', `${key} uses {${name}}, which is not said.`, key);
    return value;
  });
}

const INTERFACES: Record<string, Interface> = { public: 'public', internal: 'internal', admin: 'admin' };

/** The first of several; `publicURL` is how Keystone v2 called it. */
function interfaceOf(settings: Settings, refuse: Refuse): Interface {
  const { interface: said } = settings;
  const first = textOf(Array.isArray(said) ? said[0] : said);
  if (first === undefined) return 'public';
  const known = INTERFACES[first.replace(/URL$/, '')];
  if (known === undefined)
    throw refuse(
      'ValueMalformed',
      `interface is ${first}; it may be public, internal or admin.`,
      'interface',
    );
  return known;
}

/** Both spellings of no; whoever writes `insecure: true` means it. */
function verifyOf(settings: Settings, refuse: Refuse): boolean {
  return booleanOf(settings, 'verify', true, refuse) && !booleanOf(settings, 'insecure', false, refuse);
}

/** As YAML 1.1 has them, and 1 and 0, which come from variables. */
function booleanOf(settings: Settings, key: string, usual: boolean, refuse: Refuse): boolean {
  const said = textOf(settings[key]);
  if (said === undefined) return usual;
  if (/^(true|yes|on|y|1)$/i.test(said)) return true;
  if (/^(false|no|off|n|0)$/i.test(said)) return false;
  throw refuse('ValueMalformed', `${key} is neither true nor false.`, key);
}

function endpointsOf(settings: Settings, fill: Fill, refuse: Refuse): Record<string, string> {
  const endpoints: Record<string, string> = {};
  for (const [key, value] of Object.entries(settings)) {
    const service = serviceOfEndpoint(key);
    const text = textOf(value);
    if (service === undefined || text === undefined) continue;
    const url = fill(text, key);
    if (!isHttp(url))
      throw refuse('ValueMalformed', `${key} is no address that begins with http:// or https://.`, key);
    // `_endpoint_override` counts before `_endpoint`.
    if (endpoints[service] === undefined || key.endsWith('_override')) endpoints[service] = url;
  }
  return endpoints;
}

function unknownIn(settings: Settings): string[] {
  const known = new Set<string>([...authKeys, ...cloudKeys]);
  const inside = isSettings(settings.auth) ? Object.keys(settings.auth) : [];
  const outside = Object.keys(settings).filter(
    key => !known.has(key) && !isIgnored(key) && serviceOfEndpoint(key) === undefined,
  );
  return [...outside, ...inside.filter(key => !(authKeys as readonly string[]).includes(key))];
}
