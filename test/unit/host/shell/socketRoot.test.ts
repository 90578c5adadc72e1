import assert from 'node:assert/strict';
import test from 'node:test';
import { socketRoot } from '../../../../src/host/shell/socketRoot.ts';

test('sockets lie where their names are short enough', () => {
  assert.equal(socketRoot('/tmp/x', 'linux'), '/tmp/x');
  assert.equal(socketRoot(`/tmp/${'x'.repeat(80)}`, 'linux'), '/tmp');
  assert.equal(socketRoot('/var/folders/zz', 'darwin'), '/tmp');
});
