import { parseEnvironment } from '../model/environment';
import type { Secrets } from '../secrets/secrets';
import type { Store } from '../store/store';

interface Sources {
  secrets: Pick<Secrets, 'get' | 'names'>;
  store: Pick<Store, 'instances' | 'templates' | 'blueprints'>;
  /** Of an instance by its id. */
  passwordOf(instanceId: string): string;
  /** Those with which clouds were signed in at since the start, also where they stand in a file of the admin's. */
  cloudSecrets(): readonly string[];
}

/** A line of a key this long is no line of another one. */
const KEY_LINE = 24;
const SECRET_NAME = /pass|token|secret|key|credential/i;

/** Every secret that Rockpool has or can make: nothing of them may be in what leaves this computer. */
export function knownSecrets({ secrets, store, passwordOf, cloudSecrets }: Sources): string[] {
  const kept = secrets.names().flatMap(name => {
    const value = readable(secrets, name);
    return value === undefined ? [] : [value, ...linesOf(value)];
  });
  const instances = store.instances.all().flatMap(({ id, route }) => [route, passwordOf(id)]);
  const configs = [...store.instances.all(), ...store.templates.all(), ...store.blueprints.all()];
  const environments = configs.flatMap(({ config }) => secretVariables(config.environment_vars ?? ''));
  return [...kept, ...cloudSecrets(), ...instances, ...environments];
}

/** What can't be read any more can't have been used, nor be found. */
function readable(secrets: Pick<Secrets, 'get'>, name: string): string | undefined {
  try {
    return secrets.get(name);
  } catch {
    return undefined;
  }
}

/** A key is a secret in each of its lines, but for the first and the last, which every key has. */
function linesOf(value: string): string[] {
  const lines = value.split(/\r?\n/).filter(line => line.length >= KEY_LINE && !line.startsWith('-----'));
  // The first bytes of a private key of OpenSSH are the same in all of them.
  return lines.length > 1 ? lines.filter(line => !line.startsWith('b3BlbnNzaC1rZXktdjE')) : [];
}

function secretVariables(text: string): string[] {
  const parsed = parseEnvironment(text);
  if (!parsed.ok) return [];
  return parsed.variables.filter(({ name }) => SECRET_NAME.test(name)).map(({ value }) => value);
}
