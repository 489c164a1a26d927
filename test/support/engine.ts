import { findOrStartEngine } from '../../scripts/lib/privateEngine.mjs';

/** A real Docker engine for an integration test. `await using` or dispose it when the test file ends. */
export interface TestEngine extends AsyncDisposable {
  /** As DOCKER_HOST has it: unix:///path or tcp://host:port. */
  readonly dockerHost: string;
  /** The path of the unix socket; undefined for an engine that DOCKER_HOST names by tcp://. */
  readonly socketPath: string | undefined;
  /** Started for this process alone, so it may be stopped and broken; false: somebody else uses it too. */
  readonly private: boolean;
}

/**
 * The engine that DOCKER_HOST names or that answers on the usual socket (under `npm test`: one private engine for the
 * entire run); where none answers, a private one, which ends with dispose. Takes about a second. Call it once a file,
 * in beforeAll. The engine may hold other tests' images and containers: look only at your own.
 * @throws where none answers and none may be started (not root, not Debian), with what to do
 */
export async function testEngine(): Promise<TestEngine> {
  const { dockerHost, private: isPrivate, dispose } = await findOrStartEngine();
  const url = new URL(dockerHost);
  return {
    dockerHost,
    socketPath: url.protocol === 'unix:' ? url.pathname : undefined,
    private: isPrivate,
    [Symbol.asyncDispose]: dispose,
  };
}
