import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../host/files/temporaryFolder.ts';
import { importScript } from './script.ts';

interface Script {
  readonly linkExtensions: (profile: string, ...places: readonly string[]) => void;
}
interface Installed {
  readonly identifier: { readonly id: string };
  readonly version: string;
  readonly location?: { readonly path: string };
}

test('extensions are listed once from where they lie, beside those that are installed', async (t) => {
  const folder = await temporaryFolder(t);
  const ours = join(folder, 'ours');
  const list = join(folder, 'profile', 'extensions', 'extensions.json');
  mkdirSync(ours);
  mkdirSync(join(list, '..'), { recursive: true });
  writeFileSync(list, JSON.stringify([{ identifier: { id: 'them.theirs' }, version: '3.0.0' }]));
  const { linkExtensions } = await importScript<Script>('codeServer.mjs');
  for (const version of ['1.0.0', '2.0.0']) {
    const manifest = { publisher: 'us', name: 'ours', version };
    writeFileSync(join(ours, 'package.json'), JSON.stringify(manifest));
    linkExtensions(join(folder, 'profile'), ours);
  }
  const installed = JSON.parse(readFileSync(list, 'utf8')) as Installed[];
  assert.deepEqual(
    installed.map(({ identifier, version, location }) => [identifier.id, version, location?.path]),
    [
      ['them.theirs', '3.0.0', undefined],
      ['us.ours', '2.0.0', ours],
    ],
  );
});
