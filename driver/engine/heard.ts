import type { Engine, Engines } from './port';

/**
 * Engines of which each answer is told, whoever asked for it and for what: a host is silent only where nothing came back.
 * @param open gives the engine at an address; called once each
 */
export function heardEngines(open: (url: string) => Engine): Pick<Engines, 'connect' | 'onAnswer'> {
  const kept = new Map<string, Engine>();
  const listeners = new Set<(url: string) => void>();

  function connect(url: string): Engine {
    const known = kept.get(url);
    if (known) return known;
    const engine = heard(open(url), () => {
      for (const listener of listeners) listener(url);
    });
    kept.set(url, engine);
    return engine;
  }

  return {
    connect,
    onAnswer(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

type Call = (...given: unknown[]) => unknown;

function heard(engine: Engine, onAnswer: () => void): Engine {
  const telling = (call: Call): Call => {
    return (...given) => {
      const answer = call.apply(engine, given);
      if (answer instanceof Promise) answer.then(onAnswer, () => undefined);
      return answer;
    };
  };
  const known = new Map<Call, Call>();
  return new Proxy(engine, {
    get(_target, name) {
      const value: unknown = Reflect.get(engine, name);
      if (typeof value !== 'function') return value;
      const call = known.get(value as Call) ?? telling(value as Call);
      known.set(value as Call, call);
      return call;
    },
  });
}
