import type { ErrorValue } from '../../model/errors';
import * as say from './messages';

/** Nova says why a machine can't be made as it was asked for in words alone, the same for many years. */
const FLAVOR_TOO_SMALL = /^Flavor's (disk|memory) is (too small|smaller)/;
const IMAGE_GONE = /^Can not find requested image|^Image \S+ (is not active|could not be found)/;
/** Neutron's name of it. */
const NO_ROUTER = 'ExternalGatewayForFloatingIPNotFound';

/** What a refusal means that stays one until somebody changes something. */
export function refusalMeaning(
  where: string,
  doing: string,
  { said, type }: { said?: string | undefined; type?: string | undefined },
): ErrorValue {
  if (said !== undefined) {
    if (FLAVOR_TOO_SMALL.test(said)) return say.flavorTooSmall(where, said);
    if (IMAGE_GONE.test(said)) return say.imageGone(where, said);
    if (type === NO_ROUTER) return say.noRouter(where, said);
  }
  return say.refusedRequest(where, doing, said);
}
