import type { TestContext } from 'node:test';
import { connectSsh } from '../../../../src/host/target/sshTarget.ts';
import { localTarget } from '../../../../src/host/target/localTarget.ts';
import type { Target } from '../../../../src/host/target/target.ts';
import { startSshServer, withoutSshd } from './sshServer.ts';

/** Every kind of target: tests that run against one run against all. */
export const targetKinds: readonly {
  readonly kind: string;
  readonly skip: string | false;
  readonly open: (test: TestContext) => Promise<Target>;
}[] = [
  {
    kind: 'local',
    skip: process.platform === 'win32' && 'there is no sh',
    open: () => Promise.resolve(localTarget),
  },
  {
    kind: 'ssh',
    skip: withoutSshd,
    open: async (test) => {
      const { host, options } = await startSshServer(test);
      const target = await connectSsh(host, options);
      test.after(() => {
        target.close();
      });
      return target;
    },
  },
];
