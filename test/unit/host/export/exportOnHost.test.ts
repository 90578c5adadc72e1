import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { UserError } from '../../../../src/core/common/userError.ts';
import { processesOf } from '../../../../src/host/process/processIdentity.ts';
import { exportOnHost, type Exporting } from '../../../../src/host/export/exportOnHost.ts';
import { ensureTargetFile } from '../../../../src/host/remote/targetFile.ts';
import { fakeTrainer } from '../run/fakeRun.ts';
import {
  createFakeTargetRun,
  quickBackOff,
  until,
  type FakeTargetRun,
} from '../remote/fakeRemoteRun.ts';
import { withoutSshd } from '../shell/sshServer.ts';

const options = { skip: withoutSshd, timeout: 120_000 };

/** A run whose adapter exists only locally. */
async function trainedRun(t: TestContext, behaviour: string): Promise<FakeTargetRun> {
  const run = await createFakeTargetRun(t, behaviour);
  await mkdir(join(run.folder, 'adapter'));
  await writeFile(join(run.folder, 'adapter', 'adapter_model.safetensors'), 'weights');
  await ensureTargetFile(run.folder, run.setting);
  return run;
}

const exported = (
  { folder, connect }: FakeTargetRun,
  more: Partial<Exporting> = {},
): Promise<void> =>
  exportOnHost(folder, ['fp32', 'base'], {
    connect,
    trainerFolder: fakeTrainer,
    backOff: quickBackOff,
    ...more,
  });

const exportersOf = async (run: FakeTargetRun): Promise<number[]> =>
  (await readFile(join(await run.there(), 'exporters'), 'utf8').catch(() => ''))
    .split('\n')
    .filter(Boolean)
    .map(Number);

test(
  'a run is exported once on the host and downloaded, despite lost connections',
  options,
  async (t) => {
    const run = await trainedRun(t, 'finish');
    const lines: string[] = [];
    let cuts = 0;
    const shares: number[] = [];
    await exported(run, {
      onLine: (line) => {
        lines.push(line);
        if (line === 'merging') run.server.wire.cut();
      },
      onLost: () => {
        cuts++;
        if (cuts < 4) run.server.wire.cutAfter(1_000_000);
      },
      onShare: (share) => shares.push(share),
    });
    assert.ok(cuts >= 4, String(cuts));
    assert.equal((await exportersOf(run)).length, 1);
    for (const name of ['onnx', 'onnx-base']) {
      assert.equal(await readFile(join(run.folder, name, 'model.onnx'), 'utf8'), 'fp32 base');
      assert.deepEqual(
        await readFile(join(run.folder, name, 'model.onnx.data')),
        await readFile(join(await run.there(), name, 'model.onnx.data')),
      );
    }
    assert.equal(shares.at(-1), 1);
    assert.ok(!(await readdir(run.folder)).includes('.incoming'));
    assert.ok(lines.includes('merging'));
    assert.match(lines.at(-1) ?? '', /Merged safetensors are on testhost: .*\/merged$/);
  },
);

test('merged safetensors and GGUF come home where they are wanted', options, async (t) => {
  const run = await trainedRun(t, 'finish');
  const lines: string[] = [];
  const onLine = (line: string): void => void lines.push(line);
  const { folder, connect } = run;
  const exporting = { connect, trainerFolder: fakeTrainer, backOff: quickBackOff, onLine };
  await exportOnHost(folder, ['merged', 'gguf-f16'], exporting);
  for (const name of ['merged', 'gguf']) {
    assert.equal(await readFile(join(folder, name, 'weights'), 'utf8'), name);
  }
  assert.doesNotMatch(lines.join('\n'), /safetensors are on/);
});

test('a package missing on the host is reported with a remedy', options, async (t) => {
  const run = await trainedRun(t, 'without-onnx');
  await assert.rejects(exported(run), (error) => {
    assert.ok(error instanceof UserError);
    assert.match(
      error.message,
      /on testhost needs the Python package onnx there\. .*python3 -m pip install .*onnxscript==/,
    );
    return true;
  });
});

test('a failed export on the host is reported with its reason', options, async (t) => {
  const run = await trainedRun(t, 'without-memory');
  await assert.rejects(exported(run), (error) => {
    assert.ok(error instanceof UserError);
    assert.match(error.message, /[Dd]isk/);
    return true;
  });
});

test('a cancelled export ends on the host, too', options, async (t) => {
  const run = await trainedRun(t, 'slow');
  const leaving = new AbortController();
  const exporting = exported(run, {
    signal: leaving.signal,
    onLine: (line) => {
      if (line === 'merging') leaving.abort();
    },
  });
  await assert.rejects(exporting, { name: 'AbortError' });
  const [pid = 0] = await exportersOf(run);
  await until('no exporter', async () => !(await processesOf().read(pid)));
});
