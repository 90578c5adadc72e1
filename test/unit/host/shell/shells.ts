import type { TestContext } from 'node:test';
import { connectSsh } from '../../../../src/host/shell/connectSsh.ts';
import { localShell } from '../../../../src/host/shell/localShell.ts';
import type { Shell } from '../../../../src/host/shell/shell.ts';
import { startSshServer, withoutSshd } from './sshServer.ts';

/** Every kind of shell: the tests run against all of them. */
export const shellKinds: readonly {
  readonly kind: string;
  readonly skip: string | false;
  readonly open: (test: TestContext) => Promise<Shell>;
}[] = [
  {
    kind: 'local',
    skip: process.platform === 'win32' && 'there is no sh',
    open: () => Promise.resolve(localShell),
  },
  {
    kind: 'ssh',
    skip: withoutSshd,
    open: async (test) => {
      const { host, options } = await startSshServer(test);
      const shell = await connectSsh(host, options);
      test.after(() => {
        shell.close();
      });
      return shell;
    },
  },
];
