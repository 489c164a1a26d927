import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** A docker context: a name for an engine, as the docker command keeps them in its config folder. */
export interface DockerContext {
  name: string;
  /** The engine's address, `unix:///…`, `tcp://…`, `ssh://…`. */
  host: string;
  /** Holds ca.pem, cert.pem and key.pem, if the context has certificates. */
  tlsDir?: string;
}

const metaSchema = z.object({
  Name: z.string(),
  Endpoints: z.object({ docker: z.object({ Host: z.string().min(1) }) }),
});

/**
 * The contexts in a docker config folder, and which of them is current (`DOCKER_CONTEXT` goes before config.json).
 * What can't be read isn't there: the files are not ours. `default` is no stored context and stands for none.
 */
export function readContexts(
  configDir: string,
  env: Record<string, string | undefined>,
): { contexts: DockerContext[]; current: string | undefined } {
  const metaDir = path.join(configDir, 'contexts', 'meta');
  const contexts = namesIn(metaDir).flatMap(id => {
    const meta = metaSchema.safeParse(readJson(path.join(metaDir, id, 'meta.json')));
    if (!meta.success) return [];
    const tlsDir = path.join(configDir, 'contexts', 'tls', id, 'docker');
    return [
      {
        name: meta.data.Name,
        host: meta.data.Endpoints.docker.Host,
        ...(namesIn(tlsDir).length > 0 ? { tlsDir } : {}),
      },
    ];
  });
  const config = readJson(path.join(configDir, 'config.json')) as { currentContext?: unknown } | undefined;
  const current = env.DOCKER_CONTEXT || config?.currentContext;
  return { contexts, current: typeof current === 'string' && current !== 'default' ? current : undefined };
}

/** The names in a folder, sorted; none where it can't be read. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
