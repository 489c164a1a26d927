import type { SshConnection } from '../../driver/ssh';

/** A host at the other end of SSH, as far as it is taken aside and put right: by the real commands, not by their script. */
export function asideHost() {
  const log: string[] = [];
  const state = { isAside: false, fails: new Set<string>(), onTake(): void {} };
  const run: SshConnection['run'] = async (_, { input = '' }) => {
    const [, what = ''] = /^set -- '(\w+)'/m.exec(String(input)) ?? [];
    log.push(what);
    if (state.fails.has(what))
      return { status: 1, stdout: '', stderr: 'It has no systemd.', signal: undefined };
    const was = state.isAside;
    state.isAside = what === 'take';
    if (what === 'take') state.onTake();
    const stdout = what === 'back' ? (was ? 'put back\n' : 'was back\n') : '';
    return { status: 0, stdout, stderr: '', signal: undefined };
  };
  const target = { user: 'debian', address: '192.0.2.1', port: 22 };
  const connection = () => ({ run, target }) as unknown as SshConnection;
  return { log, state, connection };
}
