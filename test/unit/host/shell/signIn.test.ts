import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmod, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { HostFacts } from '../../../../src/core/target/judgeHost.ts';
import type { SshPrompt } from '../../../../src/core/target/sshPrompt.ts';
import { UserError } from '../../../../src/core/common/userError.ts';
import { callHost } from '../../../../src/host/shell/callHost.ts';
import { Connections } from '../../../../src/host/shell/connections.ts';
import {
  connectSsh,
  SignInNeeded,
  type Connecting,
} from '../../../../src/host/shell/connectSsh.ts';
import type { Shell } from '../../../../src/host/shell/shell.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';
import { until } from '../remote/fakeRemoteRun.ts';
import { startSshServer, withoutSshd, type SshServer } from './sshServer.ts';
import { makeUser, withoutUsers } from './temporaryUser.ts';

const options = { skip: withoutSshd, timeout: 240_000 };
const withUser = { skip: withoutSshd || withoutUsers, timeout: 240_000 };

/** Answers prompts by kind, and records them. */
function person(answers: Partial<Record<SshPrompt['kind'], string>>) {
  const asked: SshPrompt[] = [];
  const answer = (prompt: SshPrompt): Promise<string | undefined> => {
    asked.push(prompt);
    return Promise.resolve(answers[prompt.kind]);
  };
  return { asked, answer };
}

const connect = (server: SshServer, more: Connecting = {}, host = server.host): Promise<Shell> =>
  connectSsh(host, { ...server.options, ...more });

async function works(target: Shell, folder = '/tmp'): Promise<HostFacts> {
  try {
    return await callHost<HostFacts>(target, { operation: 'check', folder, python: '' });
  } finally {
    target.close();
  }
}

test('a known key signs in without a prompt and leaves no socket behind', options, async (t) => {
  const server = await startSshServer(t);
  // Short: a socket's path is limited to some hundred characters.
  const folder = await temporaryFolder(t);
  const others = tmpdir();
  t.after(() => {
    process.env.TMPDIR = others;
  });
  process.env.TMPDIR = folder;
  const { asked, answer } = person({});
  const target = await connect(server, { answer });
  assert.notDeepEqual(await readdir(folder), [], 'calls share a connection');
  await works(target, join(server.folder, 'x'));
  assert.deepEqual(asked, []);
  await until('no socket', async () => (await readdir(folder)).length === 0);
});

test('an unknown host key is shown with its fingerprint and accepted once', options, async (t) => {
  const server = await startSshServer(t);
  await writeFile(server.knownHosts, '');
  await assert.rejects(connect(server), /host key of testhost is not known here/);

  const refusing = person({});
  await assert.rejects(connect(server, { answer: refusing.answer }), { name: 'AbortError' });
  assert.equal(await readFile(server.knownHosts, 'utf8'), '');

  const { asked, answer } = person({ 'host-key': 'yes' });
  const target = await connect(server, { answer });
  target.close();
  const listed = execFileSync('ssh-keygen', ['-lf', `${server.hostKey}.pub`], { encoding: 'utf8' });
  assert.deepEqual(
    asked.map(({ kind, fingerprint, keyType }) => ({ kind, fingerprint, keyType })),
    [{ kind: 'host-key', fingerprint: listed.split(' ')[1], keyType: 'ED25519' }],
  );
  (await connect(server)).close();
});

test(
  'an unknown host key is never accepted silently, whatever the config says',
  options,
  async (t) => {
    const server = await startSshServer(t, { config: ['StrictHostKeyChecking no'] });
    await writeFile(server.knownHosts, '');
    await assert.rejects(connect(server), /is not known here/);
    assert.equal(await readFile(server.knownHosts, 'utf8'), '');
  },
);

test('a config that rejects unknown hosts leads to no prompt', options, async (t) => {
  const server = await startSshServer(t, { config: ['StrictHostKeyChecking yes'] });
  await writeFile(server.knownHosts, '');
  const { asked, answer } = person({ 'host-key': 'yes' });
  await assert.rejects(connect(server, { answer }), /is not known here/);
  assert.deepEqual(asked, []);
});

test('a changed host key is refused with ssh’s own message', options, async (t) => {
  const server = await startSshServer(t);
  const other = join(server.folder, 'other_key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', other]);
  const [type, key] = (await readFile(`${other}.pub`, 'utf8')).split(' ');
  const lines = `[127.0.0.1]:${server.wire.port} ${type} ${key}\n`;
  await writeFile(server.knownHosts, lines);
  const { asked, answer } = person({ 'host-key': 'yes' });
  await assert.rejects(connect(server, { answer }), (error) => {
    assert.ok(error instanceof UserError);
    assert.match(
      error.message,
      /a different host key than before.*REMOTE HOST IDENTIFICATION HAS CHANGED/s,
    );
    return true;
  });
  assert.deepEqual(asked, []);
  assert.equal(await readFile(server.knownHosts, 'utf8'), lines);
});

test('a key’s passphrase is asked for, and again after a wrong one', options, async (t) => {
  const server = await startSshServer(t);
  execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', 'open sesame', '-f', server.userKey]);
  await assert.rejects(connect(server), /does not let you in/);
  const asked: SshPrompt[] = [];
  const answer = (prompt: SshPrompt): Promise<string> => {
    asked.push(prompt);
    return Promise.resolve(prompt.repeated === 0 ? 'wrong' : 'open sesame');
  };
  await works(await connect(server, { answer }), join(server.folder, 'x'));
  assert.deepEqual(
    asked.map(({ kind }) => kind),
    ['passphrase', 'passphrase'],
  );
});

test(
  'a non-interactive caller waits for the user, and never fails because of their prompt',
  options,
  async (t) => {
    const server = await startSshServer(t);
    execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', 'open sesame', '-f', server.userKey]);
    const connections = new Connections(server.options);
    t.after(() => {
      connections.dispose();
    });
    const silently = connections.to(server);
    await assert.rejects(silently(), { constructor: SignInNeeded });
    const attempts = server.wire.attempts();
    const waiting = silently();
    // Another caller in the same window is told immediately, without an attempt.
    await assert.rejects(connections.to(server)(), { constructor: SignInNeeded });
    // Another window's attempt takes longer than one of these would.
    await assert.rejects(new Connections(server.options).to(server)(), {
      constructor: SignInNeeded,
    });
    assert.equal(server.wire.attempts(), attempts + 1);
    const left = connections.to(server, () => Promise.resolve(undefined))();
    const meanwhile = connections.to(server)();
    await assert.rejects(left, { name: 'AbortError' });
    await assert.rejects(meanwhile, { constructor: SignInNeeded });
    const shell = await connections.to(server, () => Promise.resolve('open sesame'))();
    assert.equal(await waiting, shell);
    assert.equal(await connections.to(server)(), shell);
  },
);

test('a wrong user is reported with ssh’s own message', options, async (t) => {
  const server = await startSshServer(t);
  const { asked, answer } = person({ password: 'x' });
  await assert.rejects(connect(server, { answer }, `nobody-here@${server.host}`), (error) => {
    assert.ok(error instanceof UserError);
    assert.match(error.message, /does not let you in.*Permission denied/s);
    return true;
  });
  assert.deepEqual(asked, []);
});

test('an unreachable host and an unknown one are told apart', options, async (t) => {
  const server = await startSshServer(t);
  await server.stop();
  await assert.rejects(connect(server), { name: 'ConnectionLost', message: /does not answer/ });
  await assert.rejects(connect(server, {}, 'no-such-host.invalid'), /ssh does not know/);
});

test('Include, ProxyJump and an interfering config work', options, async (t) => {
  const jump = await startSshServer(t);
  const server = await startSshServer(t, {
    config: [`Include ${jump.options.configFile}.jump`],
  });
  const text = await readFile(jump.options.configFile, 'utf8');
  await writeFile(
    `${jump.options.configFile}.jump`,
    text.replace('Host testhost', 'Host jumphost'),
  );
  const config = await readFile(server.options.configFile, 'utf8');
  await writeFile(
    server.options.configFile,
    `${config}  ProxyJump jumphost\n  RemoteCommand echo no\n  RequestTTY force\n  LocalForward 1 localhost:1\n  ControlMaster auto\n  ControlPath ${join(server.folder, 'theirs')}\n`,
  );
  const before = jump.wire.sent();
  await works(await connect(server), join(server.folder, 'x'));
  assert.ok(jump.wire.sent() > before);
  assert.ok(!(await readdir(server.folder)).includes('theirs'));
});

test('a password is accepted at the second attempt and never stored', withUser, async (t) => {
  const user = await makeUser(t);
  const server = await startSshServer(t, { server: ['PasswordAuthentication yes'] });
  const asked: SshPrompt[] = [];
  const answer = (prompt: SshPrompt): Promise<string> => {
    asked.push(prompt);
    return Promise.resolve(prompt.repeated === 0 ? 'wrong' : user.password);
  };
  const target = await connect(server, { answer }, `${user.name}@${server.host}`);
  // The connection is shared: no more prompts.
  for (let call = 0; call < 2; call++) {
    const facts = await callHost<HostFacts>(target, {
      operation: 'check',
      folder: '~/.cl',
      python: '',
    });
    assert.equal(facts.folder, join(user.home, '.cl'));
  }
  target.close();
  assert.deepEqual(
    asked.map(({ kind, repeated }) => [kind, repeated]),
    [
      ['password', 0],
      ['password', 1],
    ],
  );
  const found = spawnSync('grep', ['-r', user.password, server.folder], { encoding: 'utf8' });
  assert.equal(found.stdout, '');
});

const shells = [
  {
    name: 'sh that prints a banner',
    text: '#!/bin/sh\necho "Welcome! {"; printf "no newline"\nexec /bin/sh "$@"\n',
  },
  { name: 'bash', path: '/bin/bash' },
  { name: 'fish', path: '/usr/bin/fish' },
  { name: 'csh', path: '/bin/csh' },
];
for (const { name, path, text } of shells) {
  const missing = path !== undefined && spawnSync(path, ['-c', 'true']).error && `no ${path} here`;
  test(
    `a login shell works: ${name}, in a home with spaces`,
    { ...withUser, skip: withUser.skip === false ? (missing ?? false) : withUser.skip },
    async (t) => {
      const folder = await temporaryFolder(t);
      const shell = path ?? join(folder, 'shell');
      if (text !== undefined) await writeFile(shell, text, { mode: 0o755 });
      await chmod(folder, 0o755);
      const user = await makeUser(t, { shell, home: "Müller's home 日本 $HOME" });
      const server = await startSshServer(t);
      await chmod(server.folder, 0o755);
      await chmod(join(server.folder, 'authorized_keys'), 0o644);
      const target = await connect(server, {}, `${user.name}@${server.host}`);
      const facts = await works(target, '~/cricket lora');
      assert.equal(facts.folder, join(user.home, 'cricket lora'));
    },
  );
}

test('reports a login shell that cannot run sh', withUser, async (t) => {
  const folder = await temporaryFolder(t);
  await chmod(folder, 0o755);
  const shell = join(folder, 'shell');
  await mkdir(join(folder, 'x'));
  await writeFile(shell, '#!/bin/sh\necho "This account is not available."\nexit 1\n', {
    mode: 0o755,
  });
  const user = await makeUser(t, { shell });
  const server = await startSshServer(t);
  await chmod(server.folder, 0o755);
  await chmod(join(server.folder, 'authorized_keys'), 0o644);
  await assert.rejects(
    connect(server, {}, `${user.name}@${server.host}`),
    /did not run a POSIX shell/,
  );
});
