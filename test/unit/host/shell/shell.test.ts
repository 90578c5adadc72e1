import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, readFile, readdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { HostFacts } from '../../../../src/core/target/judgeHost.ts';
import { UserError } from '../../../../src/core/common/userError.ts';
import { callHost } from '../../../../src/host/shell/callHost.ts';
import { download } from '../../../../src/host/remote/download.ts';
import { followFile } from '../../../../src/host/remote/followFile.ts';
import { readTree, upload } from '../../../../src/host/remote/upload.ts';
import { sha256Of } from '../../../../src/host/files/readTextFile.ts';
import { startStandIn } from '../run/standIn.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';
import { until } from '../remote/fakeRemoteRun.ts';
import { shellKinds } from './shells.ts';

for (const { kind, skip, open } of shellKinds) {
  test(
    `${kind}: a script returns its facts, from a folder with spaces and other scripts`,
    { skip },
    async (t) => {
      const shell = await open(t);
      const folder = join(await temporaryFolder(t), "a b 'ü' $(x) 日本");
      const facts = await callHost<HostFacts>(shell, { operation: 'check', folder, python: '' });
      assert.equal(facts.folder, folder);
      assert.ok(facts.diskFreeBytes > 0);
      assert.equal(facts.trainer.packages, undefined);
    },
  );

  test(
    `${kind}: known files are not uploaded again, interrupted ones are resumed`,
    { skip },
    async (t) => {
      const shell = await open(t);
      const here = await temporaryFolder(t);
      const folder = await temporaryFolder(t);
      await mkdir(join(here, 'in', 'deep'), { recursive: true });
      await writeFile(join(here, 'in', 'one'), randomBytes(3_000_000));
      await writeFile(join(here, 'in', 'deep', 'empty'), '');
      await writeFile(join(here, 'in', 'two'), 'two');
      const tree = await readTree(here, ['in']);
      const place = { folder, python: '' };
      assert.deepEqual(await upload(shell, place, tree.files), {
        sent: 3_000_003,
        total: 3_000_003,
      });
      assert.equal((await upload(shell, place, tree.files)).sent, 0);

      const one = tree.files.find(({ path }) => path === 'in/one')?.sha256 ?? '';
      const blob = join(folder, 'blobs', one);
      const whole = await readFile(blob);
      await writeFile(`${blob}.part`, whole.subarray(0, 2_000_000));
      await import('node:fs/promises').then(({ rm }) => rm(blob));
      assert.equal((await upload(shell, place, tree.files)).sent, 1_000_000);
      assert.equal(sha256Of(await readFile(blob)), one);
    },
  );

  test(`${kind}: a damaged partial upload is detected and sent again`, { skip }, async (t) => {
    const shell = await open(t);
    const [here, folder] = [await temporaryFolder(t), await temporaryFolder(t)];
    await writeFile(join(here, 'one'), 'all of it');
    const tree = await readTree(here);
    const place = { folder, python: '' };
    await mkdir(join(folder, 'blobs'));
    await writeFile(join(folder, 'blobs', `${tree.files[0]?.sha256}.part`), 'xxx');
    await assert.rejects(upload(shell, place, tree.files), { name: 'ConnectionLost' });
    assert.equal((await upload(shell, place, tree.files)).sent, 9);
  });

  test(`${kind}: a file is followed from any offset to the end of its run`, { skip }, async (t) => {
    const shell = await open(t);
    const folder = await temporaryFolder(t);
    const run = join(folder, 'runs', 'r1');
    await mkdir(run, { recursive: true });
    await writeFile(join(run, 'events.jsonl'), 'known|');
    const alive = await startStandIn(t, run);
    await writeFile(join(run, 'process.json'), JSON.stringify(alive));
    let text = '';
    let heard = 0;
    const following = followFile(
      shell,
      { folder, python: '', run: 'r1' },
      {
        path: 'events.jsonl',
        offset: 6,
        onBytes: (bytes) => void (text += bytes.toString()),
        onRestart: () => assert.fail(),
        onHeard: () => {
          heard++;
        },
      },
    );
    for (const part of ['Yū', 'suf\n', 'x'.repeat(700_000)]) {
      await appendFile(join(run, 'events.jsonl'), part);
      await until('the part', () => text.endsWith(part));
    }
    await writeFile(join(run, 'process.json'), JSON.stringify({ ...alive, processStart: '1' }));
    assert.equal((await following).known, true);
    assert.equal(text, `Yūsuf\n${'x'.repeat(700_000)}`);
    assert.ok(heard > 3);
  });

  test(
    `${kind}: results are downloaded in parts, completely, and only into the folder`,
    { skip },
    async (t) => {
      const shell = await open(t);
      const [folder, home] = [await temporaryFolder(t), await temporaryFolder(t)];
      const run = join(folder, 'runs', 'r1');
      await mkdir(join(run, 'adapter'), { recursive: true });
      const content = randomBytes(1_500_000);
      await writeFile(join(run, 'adapter', 'adapter_model.safetensors'), content);
      await writeFile(join(run, 'predictions.jsonl'), '{}\n');
      const place = { folder, python: '', run: 'r1' };
      const { files } = await callHost<{ files: { path: string; size: number; sha256: string }[] }>(
        shell,
        { ...place, operation: 'results' },
      );
      const big = files.find(({ path }) => path.startsWith('adapter/'));
      assert.ok(big);
      await mkdir(join(home, '.incoming'));
      await writeFile(join(home, '.incoming', big.sha256), content.subarray(0, 1_000_000));
      const shares: number[] = [];
      await download(shell, place, { files, folder: home, onShare: (share) => shares.push(share) });
      assert.deepEqual(await readFile(join(home, big.path)), content);
      assert.deepEqual((await readdir(home)).sort(), ['adapter', 'predictions.jsonl']);
      assert.equal(shares.at(-1), 1);

      for (const path of [
        '../evil',
        '/etc/evil',
        'adapter/../../evil',
        'run.json',
        'adapter/C:evil',
      ]) {
        const evil = { files: [{ ...big, path }], folder: home };
        await assert.rejects(download(shell, place, evil), UserError, path);
      }
      // A file that differs from its announcement is rejected.
      await truncate(join(run, 'adapter', 'adapter_model.safetensors'), 10);
      await writeFile(join(home, big.path), '');
      await assert.rejects(download(shell, place, { files, folder: home }), {
        name: 'ConnectionLost',
      });
    },
  );

  test(`${kind}: paths that leave our folder are refused by the host, too`, { skip }, async (t) => {
    const shell = await open(t);
    const folder = await temporaryFolder(t);
    for (const request of [
      { operation: 'cancel', run: '../x', graceSeconds: 0, terminateSeconds: 0 },
      { operation: 'get', run: 'r', files: [{ path: '../../etc/passwd', offset: 0 }] },
      { operation: 'remove', paths: ['runs/../..'] },
      { operation: 'remove', paths: ['wheels'] },
    ]) {
      await assert.rejects(callHost(shell, { folder, python: '', ...request }), UserError);
    }
  });

  test(`${kind}: a missing Python is reported with a remedy`, { skip }, async (t) => {
    const shell = await open(t);
    const folder = await temporaryFolder(t);
    const bare = {
      ...shell,
      open: (script: string) => shell.open(script.replace('set --', 'PATH=/nowhere; set --')),
    };
    await assert.rejects(callHost(bare, { operation: 'check', folder, python: '' }), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /no Python 3\.10 or newer on .*apt-get install python3/s);
      return true;
    });
  });
}
