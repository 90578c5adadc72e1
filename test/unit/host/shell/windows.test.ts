import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { helperFor } from '../../../../src/host/shell/askpass.ts';
import { commandForAnyShell, quoteForSh } from '../../../../src/host/shell/quoteForSh.ts';
import { canShareConnections, sshArguments } from '../../../../src/host/shell/sshArguments.ts';
import { compareEvents, createFakeTargetRun, until, watchFake } from '../remote/fakeRemoteRun.ts';
import { startSshServer, withoutSshd } from './sshServer.ts';

test('Windows cannot share connections: every call opens its own', () => {
  assert.equal(canShareConnections('win32'), false);
  assert.equal(canShareConnections('linux'), true);
  assert.equal(canShareConnections('darwin'), true);
  const args = sshArguments('gpu', 'true', { role: { kind: 'alone' }, mayAsk: false });
  assert.ok(args.includes('ControlMaster=no'));
  assert.ok(args.includes('ControlPath=none'));
});

test('Windows starts a batch file as askpass program, others a shell script', () => {
  assert.equal(helperFor('win32').name, 'askpass.cmd');
  assert.match(helperFor('win32').text, /^@echo off\r\nset ELECTRON_RUN_AS_NODE=1\r\n/);
  assert.match(helperFor('linux').text, /^#!\/bin\/sh\n/);
});

test('the host follows --, and unknown host keys are never accepted silently', () => {
  for (const mayAsk of [true, false]) {
    const args = sshArguments('gpu', 'true', { role: { kind: 'alone' }, mayAsk });
    assert.deepEqual(args.slice(-3), ['--', 'gpu', 'true']);
    const checking = args.find((arg) => arg.startsWith('StrictHostKeyChecking'));
    assert.equal(checking, `StrictHostKeyChecking=${mayAsk ? 'ask' : 'yes'}`);
  }
});

const posix = { skip: process.platform === 'win32' && 'there is no sh' };

test('a script arrives unchanged, whatever it contains', posix, () => {
  const hostile = `a'b"c\`d$(e)\\n%s\0é日\u{1F3CF}!{x,y}~*?\n\t#`.replaceAll('\0', '');
  const script = `printf %s ${quoteForSh(hostile)}`;
  const command = commandForAnyShell(script);
  assert.doesNotMatch(command.slice('exec sh -c '.length + 1, -1), /['!\n]/);
  assert.equal(execFileSync('sh', ['-c', command], { encoding: 'utf8' }), hostile);
});

test(
  'without shared connections every call opens its own, and a run completes',
  { skip: withoutSshd, timeout: 120_000 },
  async (t) => {
    const server = await startSshServer(t);
    const options = { ...server.options, platform: 'win32' as const };
    const run = await createFakeTargetRun(t, 'guided', { server: { ...server, options } });
    await run.start();
    const seen = watchFake(run);
    await until('training', () => (seen.states.at(-1)?.step ?? 0) > 1);
    server.wire.cut();
    await until('reconnecting', () => seen.connections.includes('reconnecting'));
    await run.letFinish();
    assert.equal((await seen.end).status, 'finished');
    const { isSame, gaps, started, finished } = await compareEvents(run);
    assert.deepEqual(
      { isSame, gaps, started, finished },
      { isSame: true, gaps: 0, started: 1, finished: 1 },
    );
  },
);
