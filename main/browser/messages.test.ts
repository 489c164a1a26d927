import { expect, test } from 'vitest';
import { loadFailed } from './messages';

test('a server that redirects in circles is told apart, with the settings that end it', () => {
  const error = loadFailed('ERR_TOO_MANY_REDIRECTS');
  expect(error.code).toBe('PAGE_REDIRECT_LOOP');
  expect(error.next).toContain('{proxy_path}');
  expect(loadFailed('ERR_CONNECTION_REFUSED').why).toContain('ERR_CONNECTION_REFUSED');
});
