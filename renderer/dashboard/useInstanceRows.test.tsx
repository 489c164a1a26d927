// @vitest-environment happy-dom
import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { Instance } from '../../driver/model/instance';
import { emptyState } from '../../driver/model/state';
import { aHost, anInstance } from '../testing/builders';
import { installFakeBridge } from '../testing/fakeBridge';
import type { Scope, Sort } from './instanceRows';

installFakeBridge();
const { applyChange } = await import('../state/store');
const { useInstanceRows } = await import('./useInstanceRows');

afterEach(cleanup);

const one = (id: string, changes: Partial<Instance> = {}) =>
  anInstance({ id, name: `pb-${id}`, hostId: 'host', createdAt: id.charCodeAt(0), ...changes });

function open(view: { scope: Scope; text: string; sort: Sort }) {
  const instances = { a: one('a'), c: one('c'), e: one('e', { slots: 3 }) };
  applyChange({
    type: 'snapshot',
    sequence: 0,
    state: { ...emptyState(), hosts: { host: aHost() }, instances },
  });
  const { result, rerender } = renderHook(given => useInstanceRows(given, 0), { initialProps: view });
  let sequence = 0;
  return {
    ids: () => result.current.map(({ instance }) => instance.id).join(''),
    row: (id: string) => result.current.find(({ instance }) => instance.id === id),
    show: (changes: Partial<typeof view>) => rerender({ ...view, ...changes }),
    change(put: Instance[], removed: string[] = []) {
      sequence += 1;
      const diff = { instances: { put: Object.fromEntries(put.map(each => [each.id, each])), removed } };
      act(() => void applyChange({ type: 'diff', sequence, diff }));
    },
  };
}

test('what changes moves to its place, comes and goes, and leaves the other rows as they are', () => {
  const list = open({ scope: 'live', text: '', sort: { key: 'slots', descending: true } });
  expect(list.ids()).toBe('eca');
  const kept = list.row('e');
  list.change([one('d', { slots: 2 }), one('a', { slots: 4 })]);
  expect(list.ids()).toBe('aedc');
  expect(list.row('e')).toBe(kept);
  list.change([one('c', { state: 'deleted' })], ['d']);
  expect(list.ids()).toBe('ae');
  list.show({ scope: 'all', sort: { key: 'name', descending: false } });
  expect(list.ids()).toBe('ace');
  list.change([one('c', { name: 'pb-z', state: 'deleted' })]);
  expect(list.ids()).toBe('aec');
});

test('only what has the words is listed, also once it changes', () => {
  const list = open({ scope: 'all', text: 'running', sort: { key: 'created', descending: true } });
  expect(list.ids()).toBe('eca');
  list.change([one('c', { state: 'provisioning' }), one('b')]);
  expect(list.ids()).toBe('eba');
  list.change([one('c')]);
  expect(list.ids()).toBe('ecba');
});

test('many changes in one render are all seen', () => {
  const list = open({ scope: 'all', text: '', sort: { key: 'created', descending: true } });
  act(() => {
    list.change([one('b')]);
    list.change([one('d')], ['c']);
  });
  expect(list.ids()).toBe('edba');
});
