import type { Route } from './service';

interface Compiled {
  route: Route;
  parts: readonly string[];
}

export interface Found {
  route: Route;
  params: Record<string, string>;
}

/** Finds the route of a path: among those with as many parts, the first that fits. */
export class Router {
  readonly #byShape = new Map<string, Compiled[]>();

  constructor(routes: readonly Route[]) {
    for (const route of routes) {
      const parts = split(route.path);
      const shape = `${route.method} ${parts.length}`;
      const same = this.#byShape.get(shape) ?? [];
      same.push({ route, parts });
      this.#byShape.set(shape, same);
    }
  }

  find(method: string, path: string): Found | undefined {
    const parts = split(path);
    for (const { route, parts: pattern } of this.#byShape.get(`${method} ${parts.length}`) ?? []) {
      const params = match(pattern, parts);
      if (params) return { route, params };
    }
    return undefined;
  }
}

const split = (path: string) => path.split('/').filter(part => part !== '');

function match(pattern: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  for (const [i, want] of pattern.entries()) {
    const have = parts[i] ?? '';
    if (want.startsWith(':')) params[want.slice(1)] = decodeURIComponent(have);
    else if (want !== have) return undefined;
  }
  return params;
}
