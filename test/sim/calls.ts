import { type SimulatedCall, simulatedCalls } from '../../driver/providers/simulator/faults';

/** A call that goes out: which, and about which host (undefined: about the pool). */
export interface Call {
  call: SimulatedCall;
  hostId: string | undefined;
}

/** Those of its lease among them. */
const ofProvider: Record<string, string> = { room: 'api.list', read: 'api.lease', write: 'api.lease' };
const ofEngine: Record<string, string> = { hasImage: 'engine.findImage' };

/**
 * Which call of the simulated wire a method of a provider or an engine makes; undefined where it makes none.
 * @param hostOf the host of the engine at an address
 */
export function callOf(
  target: object,
  method: string,
  args: readonly unknown[],
  hostOf: (url: string) => string | undefined,
): Call | undefined {
  if ('url' in target) {
    const call = known(ofEngine[method] ?? `engine.${method}`);
    return call && { call, hostId: hostOf(String(target.url)) };
  }
  const call = known(ofProvider[method] ?? `api.${method}`);
  const [host] = args;
  const isAboutHost = call === 'api.create' || call === 'api.destroy';
  const hostId = isAboutHost ? (host as { id: string }).id : undefined;
  return call && { call, hostId };
}

function known(name: string): SimulatedCall | undefined {
  return simulatedCalls.find(call => call === name);
}
