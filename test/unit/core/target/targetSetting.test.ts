import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { problemOfHost, resolveTarget } from '../../../../src/core/target/targetSetting.ts';
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
  });
});

test('a name stands for what cricketLora.targets says of it', () => {
  const targets = { t4: { host: 'gpu', folder: '/data/my runs', python: '~/env/bin/python' } };
  assert.deepEqual(resolveTarget('t4', targets), {
    name: 't4',
    host: 'gpu',
    folder: '/data/my runs',
    python: '~/env/bin/python',
    shareGpus: false,
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
  test(`the host ${JSON.stringify(host)} is refused`, () => {
    assert.ok(problemOfHost(host));
    assert.throws(() => resolveTarget('x', { x: { host } }), UserError);
  });
}

test('no host that passes holds anything that a shell or ssh would read otherwise', () => {
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
  { python: 1 },
  { shareGpus: 'yes' },
]) {
  test(`the entry ${JSON.stringify(entry)} is refused by its name`, () => {
    assert.throws(() => resolveTarget('x', { x: entry }), /cricketLora\.targets: the entry "x"/);
  });
}
