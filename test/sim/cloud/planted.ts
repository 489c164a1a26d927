import type { PlantedBug } from '../planted';
import type { Asides } from './asides';
import type { CloudWire } from './wire';

type Request = Parameters<CloudWire['transport']>[0];
type Answer = Awaited<ReturnType<CloudWire['transport']>>;

/** Puts something between a process and its cloud. */
export const between =
  (carry: (request: Request, wire: CloudWire) => Promise<Answer>): NonNullable<PlantedBug['disguise']> =>
  thing => {
    if (!('transport' in thing)) return thing;
    const wire = thing as unknown as CloudWire;
    return { transport: (request: Request) => carry(request, wire) } as unknown as typeof thing;
  };
export const isCall = ({ method, url }: Request, wanted: string, path: RegExp) =>
  method === wanted && path.test(new URL(url).pathname);

/** An answer with something else in its document. */
export function changed(
  answer: Answer,
  change: (body: Record<string, unknown>) => Record<string, unknown>,
): Answer {
  if (answer.status >= 300 || answer.body === '') return answer;
  try {
    return { ...answer, body: JSON.stringify(change(JSON.parse(answer.body))) };
  } catch {
    return answer;
  }
}

/** A request that asks for something else. */
function asking(request: Request, change: (server: Record<string, unknown>) => unknown): Request {
  const body = JSON.parse(request.body ?? '{}') as Record<string, Record<string, unknown>>;
  return { ...request, body: JSON.stringify({ ...body, server: change(body.server ?? {}) }) };
}

/** A request by which a host is copied, without the mark. */
function withoutMark(request: Request): Request {
  const key = isCall(request, 'POST', /\/servers\/[0-9a-f-]{36}\/action$/)
    ? 'createImage'
    : isCall(request, 'POST', /\/snapshots$/)
      ? 'snapshot'
      : undefined;
  if (key === undefined) return request;
  const body = JSON.parse(request.body ?? '{}') as Record<string, Record<string, unknown>>;
  const { metadata: _, ...rest } = body[key] ?? {};
  return { ...request, body: JSON.stringify({ ...body, [key]: rest }) };
}

const GONE = [500, 502, 503];

/** Bugs of the provider, as its cloud sees them, that are planted to see whether the histories find them. */
export const plantedCloudBugs: Record<string, PlantedBug> = {
  // A machine says nowhere whose it is.
  markForgotten: {
    breaks: ['never over DD_MAX_HOSTS', 'shutdown reaches zero'],
    disguise: between((request, wire) =>
      wire.transport(
        isCall(request, 'POST', /\/servers$/)
          ? asking(request, ({ metadata: _, ...server }) => server)
          : request,
      ),
    ),
  },
  // A create whose answer was lost is asked for once more.
  createdAgain: {
    breaks: ['one machine a host', 'never over DD_MAX_HOSTS'],
    disguise: between((request, wire) =>
      wire.transport(request).catch(error => {
        if (isCall(request, 'POST', /\/servers$/)) return wire.transport(request);
        throw error;
      }),
    ),
  },
  // Volumes do not end with their machine, and nobody looks for them.
  volumesForgotten: {
    breaks: ['shutdown reaches zero', 'nothing left over'],
    disguise: between(async (request, wire) => {
      const answer = await wire.transport(request);
      return isCall(request, 'GET', /\/volumes\/detail$/) ? changed(answer, () => ({ volumes: [] })) : answer;
    }),
  },
  // A listing that failed shows that nothing is there.
  failedListIsEmpty: {
    breaks: ['no host given up that is there', 'never over DD_MAX_HOSTS', 'nothing left over'],
    disguise: between(async (request, wire) => {
      if (!isCall(request, 'GET', /\/servers(?:\/detail|\/[0-9a-f-]{36})$/)) return wire.transport(request);
      const answer = await wire.transport(request).catch(() => undefined);
      if (answer && !GONE.includes(answer.status)) return answer;
      const isList = request.url.includes('/detail');
      const body = isList ? { servers: [] } : { itemNotFound: { code: 404, message: 'Not found.' } };
      return { status: isList ? 200 : 404, headers: {}, body: JSON.stringify(body) };
    }),
  },
  // What is on the second page of a list is not there.
  firstPageOnly: {
    breaks: [
      'no host given up that is there',
      'never over DD_MAX_HOSTS',
      'nothing left over',
      'shutdown reaches zero',
    ],
    disguise: between(async (request, wire) =>
      changed(await wire.transport(request), ({ servers_links: _, volumes_links: __, ...body }) => body),
    ),
  },
  // The group of the pool counts as ended once that was asked for.
  groupKept: {
    breaks: ['shutdown reaches zero'],
    disguise: between((request, wire) =>
      isCall(request, 'DELETE', /\/security-groups\/[0-9a-f-]{36}$/)
        ? Promise.resolve({ status: 204, headers: {}, body: '' })
        : wire.transport(request),
    ),
  },
  // Copies of hosts say nowhere whose they are.
  copiesUnmarked: {
    breaks: ['shutdown reaches zero'],
    disguise: between((request, wire) => wire.transport(withoutMark(request))),
  },
  // Hosts are copied while they are in use.
  copiedInUse: {
    breaks: ['copies are clean'],
    disguise: thing => {
      if (!('ssh' in thing)) return thing;
      const said = { take: '', back: 'put back', soon: '' };
      const ssh: Asides['ssh'] = async (_, what) => said[what];
      return { ssh } as unknown as typeof thing;
    },
  },
  // Nobody signs in anew.
  tokenNotRenewed: {
    breaks: ['the pool becomes right', 'shutdown reaches zero'],
    disguise: (() => {
      const signedIn = new WeakMap<object, Promise<Answer>>();
      return between((request, wire) => {
        if (!isCall(request, 'POST', /\/auth\/tokens$/)) return wire.transport(request);
        const known = signedIn.get(wire) ?? wire.transport(request);
        signedIn.set(wire, known);
        return known;
      });
    })(),
  },
};

/** @throws Error where there is no such bug */
export function plantedCloudBug(name: string): PlantedBug {
  const bug = plantedCloudBugs[name];
  if (bug) return bug;
  throw new Error(
    `There is no planted bug "${name}"; there are ${Object.keys(plantedCloudBugs).join(', ')}.`,
  );
}
