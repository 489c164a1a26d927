import { registryUser, startRegistry } from '../../scripts/lib/registry.mjs';

/** A real registry on loopback for an integration test; dispose it when the test file ends. */
export interface TestRegistry extends AsyncDisposable {
  /** `127.0.0.1:PORT`: the first part of the names of images that are pushed to it and pulled from it. */
  readonly address: string;
  /** Who may come in; undefined: everybody. */
  readonly user: { readonly username: string; readonly password: string } | undefined;
}

/**
 * Starts an empty one: a tenth of a second, after Debian's docker-registry has been fetched once.
 * @throws where it can't be fetched, with what to do
 */
export async function testRegistry({ withPassword = false } = {}): Promise<TestRegistry> {
  const { address, dispose } = await startRegistry({ withPassword });
  return { address, user: withPassword ? registryUser : undefined, [Symbol.asyncDispose]: dispose };
}
