// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, expect, test } from 'vitest';
import { installFakeBridge } from '../testing/fakeBridge';
import { renderUi } from '../testing/renderUi';
import { NO_CLOUD, type TypedCloud } from './typedCloud';

const bridge = installFakeBridge();
bridge.answer('clouds.described', () => ({
  file: '/lab/clouds.yaml',
  clouds: [
    { name: 'whole', regions: [] },
    { name: 'handed out', regions: [], lacks: 'password' },
    { name: 'credential', regions: [], lacks: 'applicationCredential' },
  ],
}));
const { CloudOfFile } = await import('./CloudOfFile');
afterEach(cleanup);

let now: TypedCloud;
function Form({ start }: { start: TypedCloud }) {
  const [value, setValue] = useState(start);
  now = value;
  return <CloudOfFile value={value} onChange={setValue} errors={{}} hasSecret={false} />;
}
const choose = async (name: string) => {
  const select = await waitFor(() => screen.getByRole('combobox', { name: /Cloud/ }));
  fireEvent.change(select, { target: { value: name } });
};

test('the password is asked for where the file has none, and is for that cloud alone', async () => {
  renderUi(<Form start={NO_CLOUD} />);
  await choose('whole');
  expect(screen.queryByLabelText('Password')).toBeNull();
  await choose('handed out');
  fireEvent.change(screen.getByLabelText('Password'), { target: { value: 'hush' } });
  expect(now).toMatchObject({ cloud: 'handed out', secret: 'hush' });
  await choose('credential');
  expect(screen.getByLabelText('Secret')).toBeTruthy();
  expect(now.secret).toBeNull();
});

test('the file of the connection is the one that is read', async () => {
  renderUi(<Form start={{ ...NO_CLOUD, path: '/lab/clouds.yaml', cloud: 'whole' }} />);
  await choose('handed out');
  expect(bridge.inputs('clouds.described').at(-1)).toEqual({ path: '/lab/clouds.yaml' });
  expect(now).toMatchObject({ path: '/lab/clouds.yaml', cloud: 'handed out' });
});
