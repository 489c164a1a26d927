import { expect, it } from 'vitest';
import { aHost, anInstance } from '../../test/support/poolModel';
import { createAdoptionNews } from './adoptionNews';

it('tells of what was taken back in one tick by an event for each host', async () => {
  const told: { text: string; instanceId?: string | undefined }[] = [];
  const news = createAdoptionNews({
    note: (_level, text, about) => void told.push({ text, instanceId: about?.instanceId }),
  });
  const [one, other] = [aHost({ id: 'one', name: 'one' }), aHost({ id: 'other', name: 'other' })];
  news(anInstance({ id: 'a', name: 'a' }), one);
  news(anInstance({ id: 'b', name: 'b' }), other);
  news(anInstance({ id: 'c', name: 'c' }), other);
  expect(told).toEqual([]);
  await Promise.resolve();
  expect(told).toEqual([
    { text: 'a was found running on one and taken back.', instanceId: 'a' },
    { text: '2 instances were found running on other and taken back.', instanceId: undefined },
  ]);
});
