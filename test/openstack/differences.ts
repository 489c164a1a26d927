import type { Recording } from './calls';

/** One place at which two answers differ. */
export interface Difference {
  /** e.g. `body.server.flavor.vcpus`; of a list's entries all have the place of the list. */
  at: string;
  real: unknown;
  emulated: unknown;
}

/** What differs, and why it may. `step` and `at` are patterns. */
const NAMED: readonly { step: RegExp; at: RegExp; why: string }[] = [
  {
    step: /^the right password$/,
    at: /^body\.token\.(catalog|audit_ids|user\.name|project\.name)/,
    why: 'the real catalog has Placement too, and comes in the order of its database; ids are longer',
  },
  {
    step: /^a server whose volume/,
    at: /addresses/,
    why: 'Nova may still show the address of a port that is gone with what failed',
  },
  {
    step: /^a keypair is shown$/,
    at: /^body\.keypair\.id$/,
    why: 'the number of a row: it counts the keypairs of all users, since ever',
  },
  {
    step: /image/,
    at: /^body\.owner_(user|project)_name$/,
    why: 'the user who records has a name of his own',
  },
  {
    step: /^its port$|floating IP/,
    at: /revision_number$/,
    why: 'Neutron counts steps in between that nobody sees: a revision only ever grows',
  },
];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function* walk(at: string, real: unknown, emulated: unknown): Generator<Difference> {
  if (isObject(real) && isObject(emulated)) {
    for (const key of new Set([...Object.keys(real), ...Object.keys(emulated)]))
      yield* walk(`${at}.${key}`, real[key], emulated[key]);
  } else if (Array.isArray(real) && Array.isArray(emulated)) {
    const sorted = (all: unknown[]) =>
      all.map(one => ({ one, key: JSON.stringify(one) })).sort((a, b) => (a.key < b.key ? -1 : 1));
    if (real.length !== emulated.length)
      yield { at: `${at}.length`, real: real.length, emulated: emulated.length };
    const [ours, theirs] = [sorted(emulated), sorted(real)];
    for (const [i, { one }] of theirs.entries()) if (ours[i]) yield* walk(at, one, ours[i]?.one);
  } else if (real !== emulated) yield { at, real, emulated };
}

/** All places at which the answers differ; those of lists without regard to their order. */
export function differences(real: Recording, emulated: Recording | undefined): Difference[] {
  return [
    ...walk('status', real.status, emulated?.status),
    ...walk('headers', real.headers, emulated?.headers),
    ...walk('body', real.body, emulated?.body),
  ];
}

/** The reason of a difference that is known. */
export const named = (step: string, at: string): string | undefined =>
  NAMED.find(one => one.step.test(step) && one.at.test(at))?.why;
