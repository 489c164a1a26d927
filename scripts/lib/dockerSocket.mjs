/** Whether a Docker engine answers. */
import http from 'node:http';

const PING_LIMIT_MS = 2000;

/** Where an engine listens when nothing else is said. */
export const defaultDockerHost = 'unix:///var/run/docker.sock';

/**
 * @param {string} dockerHost a DOCKER_HOST: unix://… or tcp://…
 * @returns {Promise<boolean>} whether an engine answers there within two seconds
 */
export function engineAnswers(dockerHost) {
  const url = new URL(dockerHost);
  const where =
    url.protocol === 'unix:' ? { socketPath: url.pathname } : { host: url.hostname, port: url.port || 2375 };
  return new Promise(resolve => {
    const request = http.get({ ...where, path: '/_ping', agent: false, timeout: PING_LIMIT_MS }, response => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}
