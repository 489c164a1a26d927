import { describe, expect, it } from 'vitest';
import { refusal } from './guard';
import { pages } from './pages';

const hosts = new Set(['127.0.0.1:8642', 'localhost:8642']);
const ask = (headers: Record<string, string>, method = 'GET', upgrade = false) =>
  refusal({ method, headers: { host: '127.0.0.1:8642', ...headers }, upgrade }, hosts);

const navigation = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };

describe('the guard', () => {
  it('lets programs in, which send neither Origin nor Sec-Fetch-Site', () => {
    for (const method of ['GET', 'POST', 'DELETE']) expect(ask({}, method)).toBeUndefined();
    expect(ask({}, 'GET', true)).toBeUndefined();
    expect(ask({ host: 'LocalHost:8642' })).toBeUndefined();
  });

  it.each([
    'evil.example:8642',
    '127.0.0.1',
    '127.0.0.1:8643',
    'localhost.evil.example:8642',
    '[::1]:8642',
    '',
  ])('refuses the host %j, whatever else is said', host => {
    expect(ask({ host })).toBe(pages.foreignHost);
    expect(ask({ host, 'sec-fetch-site': 'same-origin', origin: `http://${host}` })).toBe(pages.foreignHost);
  });

  it('lets pages of its own do everything', () => {
    for (const origin of ['http://127.0.0.1:8642', 'http://localhost:8642']) {
      expect(ask({ origin }, 'POST')).toBeUndefined();
      expect(ask({ origin }, 'GET', true)).toBeUndefined();
    }
    expect(ask({ origin: 'null', 'sec-fetch-site': 'same-origin' }, 'POST')).toBeUndefined();
  });

  it.each(['http://evil.example', 'http://127.0.0.1:9999', 'https://127.0.0.1:8642', 'null'])(
    'refuses requests and websockets from %s',
    origin => {
      expect(ask({ origin }, 'POST')).toBe(pages.foreignPage);
      expect(ask({ origin }, 'GET')).toBe(pages.foreignPage);
      expect(ask({ origin }, 'GET', true)).toBe(pages.foreignPage);
    },
  );

  it('lets a link on another page open a notebook in a tab', () => {
    for (const site of ['cross-site', 'same-site', 'none'])
      expect(ask({ 'sec-fetch-site': site, ...navigation })).toBeUndefined();
  });

  it.each([
    ['an image', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }, 'GET'],
    ['a frame', { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }, 'GET'],
    ['a form', navigation, 'POST'],
    ['a fetch', { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }, 'GET'],
  ])('refuses %s of another page', (_, headers, method) => {
    expect(ask({ 'sec-fetch-site': 'cross-site', ...headers }, method)).toBe(pages.foreignPage);
    expect(ask({ 'sec-fetch-site': 'same-site', ...headers }, method)).toBe(pages.foreignPage);
  });
});
