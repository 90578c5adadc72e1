import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeConnection } from '../../../../src/core/target/connection.ts';
import { hostFailure, hostFailureCodes } from '../../../../src/core/target/hostFailures.ts';
import { sshFailure, sshFailureKind } from '../../../../src/core/target/sshFailure.ts';
import { readSshPrompt } from '../../../../src/core/target/sshPrompt.ts';

for (const [text, kind] of [
  ["me@gpu's password: ", 'password'],
  ["Enter passphrase for key '/home/me/.ssh/id_ed25519': ", 'passphrase'],
  ['(me@gpu) Verification code: ', 'code'],
  ['(me@gpu) One-time password (OATH) for `me`: ', 'code'],
  ['Passcode or option (1-3): ', 'code'],
  ['(me@gpu) Favourite colour? ', 'other'],
] as const) {
  test(`${text}is a ${kind}`, () => {
    assert.equal(readSshPrompt(text).kind, kind);
  });
}

test('a prompt about an unknown host key has its type and fingerprint', () => {
  const text = `The authenticity of host '[127.0.0.1]:2222 ([127.0.0.1]:2222)' can't be established.
ED25519 key fingerprint is SHA256:pGm+abc/123.
This key is not known by any other names.
Are you sure you want to continue connecting (yes/no/[fingerprint])? `;
  const { kind, keyType, fingerprint } = readSshPrompt(text);
  assert.deepEqual([kind, keyType, fingerprint], ['host-key', 'ED25519', 'SHA256:pGm+abc/123']);
});

for (const [said, kind] of [
  [
    '@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.',
    'changed-host-key',
  ],
  ['Host key verification failed.', 'unknown-host-key'],
  ['me@gpu: Permission denied (publickey,password).', 'denied'],
  ['ssh: Could not resolve hostname gpu: Name or service not known', 'no-such-host'],
  ['ssh: connect to host gpu port 22: Connection refused', 'unreachable'],
  ['kex_exchange_identification: Connection closed by remote host', 'unreachable'],
  ['', 'unreachable'],
] as const) {
  test(`“${said.slice(0, 60)}” means ${kind}`, () => {
    assert.equal(sshFailureKind(said), kind);
    const { message } = sshFailure('gpu', kind, said);
    assert.ok(message.includes('gpu') && message.includes(said.trim() || 'nothing'));
  });
}

test('every host failure names the host and fills in its parameters', () => {
  for (const code of hostFailureCodes) {
    const { message } = hostFailure('gpu', code, {});
    assert.ok(message.includes('gpu'), code);
  }
  assert.match(hostFailure('gpu', 'made up', {}).message, /failed with ‘made up’/);
  assert.match(
    hostFailure('gpu', 'disk-full', { path: '/d', needed: 5e9, free: 1e6 }).message,
    /5\.0 GB are needed and 1\.0 MB are free/,
  );
  assert.match(
    hostFailure('gpu', 'disk-full', { path: '/d', needed: 0, free: 1e6 }).message,
    /The disk of \/d on gpu is full: 1\.0 MB are free/,
  );
});

test('a host without output is reported as not responding', () => {
  const now = 1_000_000;
  assert.equal(describeConnection(undefined, now), '');
  assert.equal(describeConnection({ state: 'connected', lastHeard: now }, now), '');
  const reconnecting = { state: 'reconnecting', lastHeard: now - 65_000 } as const;
  assert.equal(describeConnection(reconnecting, now), 'reconnecting, last heard 1 min 05 s ago');
  assert.equal(describeConnection({ state: 'reconnecting' }, now), 'reconnecting, not heard yet');
  assert.equal(
    describeConnection({ ...reconnecting, state: 'sign-in needed' }, now),
    'sign-in needed, last heard 1 min 05 s ago',
  );
  assert.equal(
    describeConnection({ state: 'bringing home', share: 0.405 }, now),
    'downloading results, 40 %',
  );
});
