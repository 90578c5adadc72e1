import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { rayOf } from '../../../../src/core/target/raySetting.ts';
import {
  launchingHere,
  problemOfHost,
  resolveTarget,
} from '../../../../src/core/target/targetSetting.ts';
import { UserError } from '../../../../src/core/common/userError.ts';

test('local is this machine, anything else a host', () => {
  assert.equal(resolveTarget('local'), undefined);
  assert.equal(resolveTarget(' '), undefined);
  assert.deepEqual(resolveTarget('me@gpu.example.org'), {
    name: 'me@gpu.example.org',
    host: 'me@gpu.example.org',
    folder: '~/.cricket-lora',
    python: '',
    shareGpus: false,
    launcher: [],
    runsAtOnce: 1,
    gpusPerRun: 1,
  });
});

test('a name resolves to its entry in cricketLora.targets', () => {
  const targets = { t4: { host: 'gpu', folder: '/data/my runs', python: '~/env/bin/python' } };
  assert.deepEqual(resolveTarget('t4', targets), {
    name: 't4',
    host: 'gpu',
    folder: '/data/my runs',
    python: '~/env/bin/python',
    shareGpus: false,
    launcher: [],
    runsAtOnce: 1,
    gpusPerRun: 1,
  });
});

for (const host of [
  '-oProxyCommand=touch /tmp/x',
  '',
  'a b',
  'a\nb',
  "a'b",
  'a"b',
  '$(id)',
  '`id`',
  'a;b',
  'a|b',
  'a&b',
  'a\\b',
  'a/b',
  'a\0b',
  '{a,b}',
  'a*',
  '~root',
]) {
  test(`the host ${JSON.stringify(host)} is rejected`, () => {
    assert.ok(problemOfHost(host));
    assert.throws(() => resolveTarget('x', { x: { host } }), UserError);
  });
}

test('property: no accepted host contains a character special to a shell or ssh', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (host) => {
      if (problemOfHost(host) !== undefined) return;
      assert.doesNotMatch(host, /^-|[\s'"$`\\;|&<>(){}*?!#~=\p{C}]/u);
    }),
  );
});

for (const entry of [
  5,
  { host: 5 },
  { folder: 'relative' },
  { folder: '/a\nb' },
  { folder: '/' },
  { folder: '/a\0b' },
  { python: 1 },
  { python: '/a\nb' },
  { python: '/a\0b' },
  { shareGpus: 'yes' },
  { launcher: 'srun' },
  { launcher: [''] },
  { launcher: ['srun', 1] },
  { launcher: ['srun', '\0'] },
  { runsAtOnce: 0 },
  { runsAtOnce: 1001 },
  { gpusPerRun: 0 },
  { gpusPerRun: 65 },
  { gpusPerRun: 1.5 },
  { gpusPerRun: 'some' },
]) {
  test(`the entry ${JSON.stringify(entry)} is rejected by name`, () => {
    assert.throws(() => resolveTarget('x', { x: entry }), /cricketLora\.targets: the entry "x"/);
  });
}

test('a launcher may stand before the trainer’s command, on a host and here', () => {
  const launcher = ['srun', '--gres=gpu:1'];
  const targets = { login: { launcher, runsAtOnce: 4 }, local: { launcher } };
  assert.deepEqual(resolveTarget('login', targets)?.launcher, launcher);
  assert.equal(resolveTarget('login', targets)?.runsAtOnce, 4);
  assert.deepEqual(launchingHere(targets), { launcher, runsAtOnce: 1, gpusPerRun: 1 });
  assert.equal(resolveTarget('local', targets), undefined);
  assert.deepEqual(launchingHere(undefined), { launcher: [], runsAtOnce: 1, gpusPerRun: 1 });
  assert.throws(() => launchingHere({ local: { launcher: 'srun' } }), UserError);
});

test('a Ray cluster is known by its address, and is no host', () => {
  const targets = { lab: { ray: 'ray://head.example.org:10001', runsAtOnce: 4 }, host: {} };
  assert.deepEqual(rayOf('lab', targets), {
    name: 'lab',
    address: 'ray://head.example.org:10001',
    python: '',
    runsAtOnce: 4,
  });
  assert.equal(rayOf('host', targets), undefined);
  assert.equal(rayOf('constructor', targets), undefined);
  assert.throws(() => resolveTarget('lab', targets), /lab is a Ray cluster/);
});

for (const entry of [
  { ray: 5 },
  { ray: 'http://head:8265' },
  { ray: 'ray://head' },
  { ray: 'ray://head:10001/path' },
  { ray: 'ray://he ad:10001' },
  { ray: 'ray://head:10001', python: 1 },
  { ray: 'ray://head:10001', python: '/a\nb' },
  { ray: 'ray://head:10001', runsAtOnce: 0 },
  { ray: 'ray://head:10001', runsAtOnce: 1001 },
  { ray: 'ray://head:10001', host: 'gpu' },
]) {
  test(`the cluster ${JSON.stringify(entry)} is rejected by name`, () => {
    assert.throws(() => rayOf('x', { x: entry }), /cricketLora\.targets: the entry "x"/);
  });
}
