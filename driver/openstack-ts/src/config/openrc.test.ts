import { expect, test } from 'vitest';
import { cloudOfOpenrc, readOpenrc } from './index.ts';

const horizon = `#!/usr/bin/env bash
# To use an OpenStack cloud you need to authenticate.
export OS_AUTH_URL=https://cloud.example.org:5000/v3
export OS_PROJECT_ID=2f00
export OS_PROJECT_NAME="note's books"
export OS_USER_DOMAIN_NAME="Default"
if [ -z "$OS_USER_DOMAIN_NAME" ]; then unset OS_USER_DOMAIN_NAME; fi
export OS_PROJECT_DOMAIN_ID="default"
unset OS_TENANT_ID
unset OS_TENANT_NAME
export OS_USERNAME="ada"
echo "Please enter your OpenStack Password for project $OS_PROJECT_NAME as user $OS_USERNAME: "
read -sr OS_PASSWORD_INPUT
export OS_PASSWORD=$OS_PASSWORD_INPUT
export OS_REGION_NAME="RegionOne"
if [ -z "$OS_REGION_NAME" ]; then unset OS_REGION_NAME; fi
export OS_INTERFACE=public
export OS_IDENTITY_API_VERSION=3
`;

test('what Horizon hands out is a cloud without its password', () => {
  expect(readOpenrc(horizon).asked).toEqual(['OS_PASSWORD']);
  expect(cloudOfOpenrc(horizon, { home: '/home/ada' })).toEqual({
    config: {
      name: 'openrc',
      authUrl: 'https://cloud.example.org:5000/v3',
      auth: {
        kind: 'password',
        user: { name: 'ada', domain: { name: 'Default' } },
        password: '',
        project: { id: '2f00' },
      },
      region: 'RegionOne',
      interface: 'public',
      verify: true,
      endpoints: {},
    },
    lacksSecret: true,
    warnings: [],
  });
});

test('values may be quoted in each way, and comments follow them', () => {
  const text = `export OS_A='a $b "c"'\nOS_B="a \\"b\\" \\$c" # why\nexport OS_C=plain # why\r\nset OS_D=of cmd\n$env:OS_E = "of PowerShell"\n`;
  expect(readOpenrc(text).variables).toEqual({
    OS_A: 'a $b "c"',
    OS_B: 'a "b" $c',
    OS_C: 'plain',
    OS_D: 'of cmd',
    OS_E: 'of PowerShell',
  });
});

test('one line may set several', () => {
  const text = `export OS_A=1 OS_B='two words' OS_C="3"`;
  expect(readOpenrc(text).variables).toEqual({ OS_A: '1', OS_B: 'two words', OS_C: '3' });
});

test.each(['$(cat /etc/passwd)', '"$HOME/x"', '`id`', 'a;id', 'two words'])(
  'what the shell would work out is refused with its line, and not run: %s',
  value => {
    expect(() => readOpenrc(`# first\nexport OS_PASSWORD=${value}\n`)).toThrow(/OS_PASSWORD.*line 2/);
  },
);

test('a text that says nothing of a cloud is refused', () => {
  expect(() => cloudOfOpenrc('hello\n', { home: '/' })).toThrow(/No line of it/);
});
