import { createHash } from 'node:crypto';
import { fields, micros, text } from '../core/read';
import type { Call, Route } from '../core/service';
import { badRequest, conflict, forbidden, notFound } from './errors';
import type { Keypair } from './records';

const shown = ({ name, publicKey, fingerprint, type }: Keypair, { minor }: Call) => ({
  name,
  public_key: publicKey,
  fingerprint,
  ...(minor >= 2 && { type }),
});

function keypairOf({ cloud, token, params }: Call): Keypair {
  const keypair = cloud.keypairs.get(`${token.user.id}/${params.name}`);
  if (!keypair) throw notFound(`Keypair ${params.name} not found for user ${token.user.id}`);
  return keypair;
}

/** MD5, as Nova shows it of ssh keys. */
function fingerprintOf(publicKey: string): string | undefined {
  const [, data] = /^(?:ssh|ecdsa)-\S+ ([A-Za-z0-9+/=]+)/.exec(publicKey) ?? [];
  if (data === undefined) return undefined;
  const hex = createHash('md5').update(Buffer.from(data, 'base64')).digest('hex');
  return hex.replace(/(..)(?=.)/g, '$1:');
}

export const keypairRoutes: Route[] = [
  {
    method: 'GET',
    path: '/os-keypairs',
    run(call) {
      const mine = call.cloud.keypairs.listed().filter(({ userId }) => userId === call.token.user.id);
      return { status: 200, body: { keypairs: mine.map(one => ({ keypair: shown(one, call) })) } };
    },
  },
  {
    method: 'GET',
    path: '/os-keypairs/:name',
    run(call) {
      const keypair = keypairOf(call);
      return {
        status: 200,
        body: {
          keypair: {
            ...shown(keypair, call),
            user_id: keypair.userId,
            id: 1,
            created_at: micros(keypair.createdAt),
            deleted: false,
            deleted_at: null,
            updated_at: null,
          },
        },
      };
    },
  },
  {
    method: 'POST',
    path: '/os-keypairs',
    run(call) {
      const { cloud, token, body, minor } = call;
      const { name, public_key, type } = fields(body, 'keypair');
      const id = `${token.user.id}/${String(name)}`;
      const publicKey = text(public_key) ?? '';
      const fingerprint = fingerprintOf(publicKey);
      if (fingerprint === undefined)
        throw badRequest('Keypair data is invalid: failed to generate fingerprint');
      const mine = [...cloud.keypairs.values()].filter(({ userId }) => userId === token.user.id);
      const limit = cloud.projects.get(token.project?.id ?? '')?.quotas.compute.key_pairs ?? -1;
      if (limit >= 0 && mine.length >= limit) throw forbidden('Quota exceeded, too many key pairs.');
      if (cloud.keypairs.get(id)) throw conflict(`Key pair '${String(name)}' already exists.`);
      const keypair = cloud.keypairs.add({
        id,
        userId: token.user.id,
        name: String(name),
        publicKey,
        fingerprint,
        type: text(type) ?? 'ssh',
        createdAt: cloud.agenda.now,
      });
      return {
        status: minor >= 2 ? 201 : 200,
        body: { keypair: { ...shown(keypair, call), user_id: keypair.userId } },
      };
    },
  },
  {
    method: 'DELETE',
    path: '/os-keypairs/:name',
    run(call) {
      call.cloud.keypairs.remove(keypairOf(call).id);
      return { status: call.minor >= 2 ? 204 : 202, headers: { 'content-type': 'application/json' } };
    },
  },
];
