// @vitest-environment happy-dom
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { aHost, aPool } from '../testing/builders';
import { BOX_PX, drawn, many, pool, put } from '../testing/hostsScreen';
import { renderUi } from '../testing/renderUi';

const { OVERSCAN } = await import('../ui/table/useVirtualRows');
const { DriverHosts } = await import('./DriverHosts');

const indexes = () =>
  [...document.querySelectorAll<HTMLElement>('tr[data-host]')].map(({ dataset }) => Number(dataset.index));

test('of two thousand hosts only those in sight are in the page', () => {
  put(many);
  renderUi(<DriverHosts />);
  expect(drawn()).toBeGreaterThan(5);
  expect(drawn()).toBeLessThanOrEqual(Math.ceil(BOX_PX / 41) + 1 + 8);
  expect(screen.getByRole('table', { name: 'Hosts' }).getAttribute('aria-rowcount')).toBe('2001');
});

test('while two thousand hosts are scrolled through, no more are in the page than are in sight, and a few', async () => {
  put(many);
  renderUi(<DriverHosts />);
  const box = screen.getByRole('region', { name: 'List of hosts' });
  const most = Math.ceil(BOX_PX / 41) + 1 + 2 * OVERSCAN;
  for (let top = 0; top < 2000 * 41; top += 8_200) {
    box.scrollTop = top;
    fireEvent.scroll(box);
    await waitFor(() => expect(indexes()).toContain(Math.ceil(top / 41)));
    expect(drawn()).toBeLessThanOrEqual(most);
  }
});

test('a filter leaves what matches, and can be cleared', () => {
  put(many);
  renderUi(<DriverHosts />);
  const filter = screen.getByRole('textbox', { name: 'Filter hosts' });
  fireEvent.change(filter, { target: { value: 'host-1999' } });
  expect(drawn()).toBe(1);
  fireEvent.change(filter, { target: { value: 'nothing like this' } });
  fireEvent.click(screen.getAllByRole('button', { name: 'Clear the filter' }).at(-1) as HTMLElement);
  expect(drawn()).toBeGreaterThan(5);
});

const rowNames = () =>
  [...document.querySelectorAll('tr[data-host] [data-row-name]')].map(({ textContent }) => textContent);
const nameOf = (name: string) => screen.getByRole('button', { name: `Details of ${name}` });
const checked = () =>
  screen
    .getAllByRole<HTMLInputElement>('checkbox', { name: /^Select (?!all)/ })
    .filter(box => box.checked)
    .map(box => box.getAttribute('aria-label')?.replace('Select ', ''));
const few = ['a', 'b', 'c', 'd'].map((name, index) =>
  aHost({ id: name, name, slots: 10 - index, poolId: index < 2 ? 'pool' : 'other' }),
);
const twoPools = { pool, other: aPool({ id: 'other', name: 'Another', provider: 'simulator' }) };

test('arrow keys, Home and End go through the rows, past the headings of groups', async () => {
  localStorage.setItem('driver-hosts.grouping', '"pool"');
  put(few, { pools: twoPools });
  renderUi(<DriverHosts />);
  expect(rowNames()).toEqual(['c', 'd', 'a', 'b']);
  expect(screen.getByRole('rowheader', { name: 'Another (2)' })).toBeTruthy();
  nameOf('d').focus();
  fireEvent.keyDown(nameOf('d'), { key: 'ArrowDown' });
  await waitFor(() => expect(document.activeElement).toBe(nameOf('a')));
  fireEvent.keyDown(nameOf('a'), { key: 'ArrowUp' });
  await waitFor(() => expect(document.activeElement).toBe(nameOf('d')));
  fireEvent.keyDown(nameOf('d'), { key: 'End' });
  await waitFor(() => expect(document.activeElement).toBe(nameOf('b')));
  fireEvent.keyDown(nameOf('b'), { key: 'Home' });
  await waitFor(() => expect(document.activeElement).toBe(nameOf('c')));
  expect(checked()).toEqual([]);
});

test('Shift selects everything between, by keys and by clicks, and Ctrl-A all', () => {
  put(few);
  renderUi(<DriverHosts />);
  fireEvent.keyDown(nameOf('b'), { key: 'ArrowDown', shiftKey: true });
  expect(checked()).toEqual(['b', 'c']);
  fireEvent.keyDown(nameOf('c'), { key: 'ArrowDown', shiftKey: true });
  expect(checked()).toEqual(['b', 'c', 'd']);
  fireEvent.click(screen.getByRole('button', { name: 'Clear selection' }));
  fireEvent.click(screen.getByRole('checkbox', { name: 'Select a' }));
  fireEvent.click(screen.getByRole('checkbox', { name: 'Select c' }), { shiftKey: true });
  expect(checked()).toEqual(['a', 'b', 'c']);
  fireEvent.keyDown(nameOf('a'), { key: 'a', ctrlKey: true });
  expect(checked()).toHaveLength(4);
  expect(screen.getByText('4 selected')).toBeTruthy();
});

test('the selection stays when the rows are sorted anew', () => {
  put(few);
  renderUi(<DriverHosts />);
  fireEvent.click(screen.getByRole('checkbox', { name: 'Select b' }));
  fireEvent.click(screen.getByRole('button', { name: 'Name' }));
  expect(rowNames()).toEqual(['d', 'c', 'b', 'a']);
  expect(checked()).toEqual(['b']);
});

test('columns, order and grouping are as they were left', async () => {
  put(few);
  const { unmount } = renderUi(<DriverHosts />);
  fireEvent.click(screen.getByRole('button', { name: 'Columns' }));
  fireEvent.click(await screen.findByRole('menuitemcheckbox', { name: 'Provider id' }));
  fireEvent.click(screen.getByRole('menuitemcheckbox', { name: 'Flavor' }));
  fireEvent.click(screen.getByRole('button', { name: 'Slots' }));
  unmount();
  renderUi(<DriverHosts />);
  expect(screen.getByRole('columnheader', { name: 'Provider id' })).toBeTruthy();
  expect(screen.queryByRole('columnheader', { name: 'Flavor' })).toBeNull();
  expect(screen.getByRole('columnheader', { name: 'Slots' }).getAttribute('aria-sort')).toBe('ascending');
});
