import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  chooseCloud,
  cloudOfOpenrc,
  isCloudConfigError,
  parseSettings,
  readCloud,
  readOpenrc,
} from './index.ts';

const printable = fc.string({ unit: 'grapheme-ascii', minLength: 1 });

test('every password in quotes is read as it is, from an openrc and from clouds.yaml', () => {
  fc.assert(
    fc.property(printable, password => {
      const double = `"${password.replaceAll(/["\\$`]/g, '\\$&')}"`;
      expect(readOpenrc(`export OS_PASSWORD=${double}`).variables.OS_PASSWORD).toBe(password);
      const auth = { auth_url: 'http://k/v3', username: 'u', password, project_id: 'p' };
      const clouds = parseSettings('clouds.json', JSON.stringify({ clouds: { a: { auth } } }));
      const { config } = readCloud(chooseCloud({ clouds, env: {} }), { home: '/' });
      expect(config.auth).toMatchObject({ password });
    }),
  );
});

test('whatever is pasted is a cloud or refused in a sentence', () => {
  const line = fc.oneof(
    fc.string(),
    fc
      .tuple(fc.constantFrom('OS_AUTH_URL', 'OS_PASSWORD', 'OS_USERNAME', 'OS_CACERT'), fc.string())
      .map(([name, value]) => `export ${name}=${value}`),
  );
  fc.assert(
    fc.property(fc.array(line), lines => {
      const text = lines.join('\n');
      for (const read of [
        () => cloudOfOpenrc(text, { home: '/' }),
        () => readCloud(chooseCloud({ clouds: parseSettings('f', text), env: {} }), { home: '/' }),
      ]) {
        try {
          read();
        } catch (error) {
          if (!isCloudConfigError(error)) throw error;
        }
      }
    }),
    { numRuns: 300 },
  );
});
