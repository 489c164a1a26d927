import { describe, expect, it } from 'vitest';
import { recordsOf } from './collection';

interface Fruit {
  id: string;
  color: string;
}

const colorOf = ({ color }: Fruit) => color;
const fruit = (id: string, color: string): Fruit => ({ id, color });

describe('records by a key', () => {
  it('are found as they were when it was first asked for, and after each write', () => {
    const records = recordsOf<Fruit>();
    const ids = (color: string) => [...records.by(colorOf, color).keys()];
    records.set('a', fruit('a', 'red'));
    records.set('b', fruit('b', 'red'));
    expect(ids('red')).toEqual(['a', 'b']);
    records.set('a', fruit('a', 'green'));
    records.set('c', fruit('c', 'red'));
    expect([ids('red'), ids('green')]).toEqual([['b', 'c'], ['a']]);
    records.set('b', undefined);
    records.set('d', undefined);
    expect([ids('red'), ids('green'), ids('blue')]).toEqual([['c'], ['a'], []]);
    expect(records.size).toBe(2);
  });

  it('are the records as they were written last', () => {
    const records = recordsOf<Fruit & { eaten?: boolean }>();
    records.set('a', fruit('a', 'red'));
    expect(records.by(colorOf, 'red').size).toBe(1);
    records.set('a', { ...fruit('a', 'red'), eaten: true });
    expect([...records.by(colorOf, 'red').values()]).toEqual([{ id: 'a', color: 'red', eaten: true }]);
  });
});
