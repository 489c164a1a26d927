import { expect, test } from 'vitest';
import { z } from 'zod';
import { readAs, readUnder } from './read.ts';

const schema = z.object({ id: z.string(), links: z.array(z.object({ href: z.string() })) });

test('a field that is unknown does not matter', () => {
  expect(readUnder(schema, { server: { id: '1', links: [], new_in_2030: {} }, more: 1 }, 'server')).toEqual({
    ...{ id: '1', links: [] },
  });
});

test('one that is missing, or is something else, is named by where it stands', () => {
  const failure = (document: unknown) => {
    try {
      return readUnder(schema, document, 'server');
    } catch (error) {
      return error;
    }
  };
  expect(failure({ server: { links: [] } })).toMatchObject({
    ...{ code: 'BadAnswer', message: expect.stringContaining('server.id:') },
  });
  expect(failure({ server: { id: '1', links: [{ href: 7 }] } })).toMatchObject({
    message: expect.stringContaining('server.links.0.href:'),
  });
  for (const document of [{}, null, 'text', undefined])
    expect(failure(document)).toMatchObject({
      code: 'BadAnswer',
      message: expect.stringContaining('server:'),
    });
  expect(() => readAs(schema, [], 'image')).toThrow('image');
});
