import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { presets } from '../../../../src/core/recipe/recipe.ts';
import { resolveTarget } from '../../../../src/core/target/targetSetting.ts';
import { resolveBase } from '../../../../src/host/base/resolveBase.ts';
import { generateDataset } from '../../../../src/host/dataset/generateDataset.ts';
import { evaluateRun } from '../../../../src/host/evaluation/evaluateRun.ts';
import { createRun, readRunStatus } from '../../../../src/host/run/runFolder.ts';
import { startRun } from '../../../../src/host/run/startRun.ts';
import { Connections } from '../../../../src/host/shell/connections.ts';
import { localTarget, localTargetWith } from '../../../../src/host/target/localTarget.ts';
import { sshTargetOf } from '../../../../src/host/target/sshTarget.ts';
import { watchRun } from '../../../../src/host/run/watchRun.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';
import { startSshServer, withoutSshd } from '../shell/sshServer.ts';

const python = resolve('.venv/bin/python');
const skip = withoutSshd === false ? !existsSync(python) && 'npm run setup first' : withoutSshd;

test(
  'the whole job over ssh gives the same predictions as locally, bit for bit',
  { skip, timeout: 300_000 },
  async (t) => {
    // Identical on both sides: summing in another order gives another sum.
    process.env.OMP_NUM_THREADS = '1';
    const server = await startSshServer(t, { environment: { OMP_NUM_THREADS: '1' } });
    const folder = await temporaryFolder(t);
    const table = await readFile('data/test_batting.csv', 'utf8');
    const tablePath = join(folder, 'three.csv');
    await writeFile(tablePath, table.split('\n').slice(0, 4).join('\n'));
    const { questionsPath } = await generateDataset({
      tablePath,
      phrasingsPath: resolve('data/phrasings.json'),
    });
    const { base } = await resolveBase('embedded', folder);
    const runs = await Promise.all(
      ['local', 'box'].map((target) =>
        createRun({
          runsFolder: join(folder, 'runs'),
          questionsPath,
          base,
          recipe: { ...presets.recall, epochs: 2, rank: 8 },
          operation: 'train',
          target,
        }),
      ),
    );
    const [here = '', there = ''] = runs;
    await startRun(here, localTargetWith({ path: python }));
    assert.equal(
      (await watchRun(here, () => undefined, { target: localTarget })).status,
      'finished',
    );

    const setting = resolveTarget('box', {
      box: { host: server.host, folder: join(folder, 'host'), python },
    });
    assert.ok(setting);
    const connections = new Connections(server.options);
    const connect = connections.to(setting);
    t.after(() => {
      connections.dispose();
    });
    const target = sshTargetOf(setting, { connect });
    const { uploaded } = await startRun(there, target);
    assert.equal(uploaded?.sent, uploaded?.total);
    const states: string[] = [];
    const state = await watchRun(there, ({ status }) => states.push(status), { target });
    assert.equal(state.status, 'finished');
    assert.equal(state.missed, 0);
    const [one, other] = await Promise.all(
      runs.map((run) => readFile(join(run, 'predictions.jsonl'), 'utf8')),
    );
    assert.ok(one?.includes('sr-tendulkar/'));
    assert.equal(other, one);
    assert.deepEqual(
      await readFile(join(there, 'adapter', 'adapter_model.safetensors')),
      await readFile(join(here, 'adapter', 'adapter_model.safetensors')),
    );
    assert.deepEqual((await evaluateRun(there)).totals, (await evaluateRun(here)).totals);
    assert.equal((await readRunStatus(there))?.exit, 0);

    const config = JSON.parse(
      await readFile(join(there, 'adapter', 'adapter_config.json'), 'utf8'),
    ) as { base_model_name_or_path: string };
    assert.equal(config.base_model_name_or_path, base, 'the base under the name that it has here');

    // Continued from the adapter there, as Focus does: the host finds its own adapter by the hash.
    const further = await createRun({
      runsFolder: join(folder, 'runs'),
      questionsPath,
      base,
      recipe: { ...presets.recall, epochs: 1, rank: 8 },
      operation: 'train',
      target: 'box',
      adapter: join(there, 'adapter'),
    });
    const second = await startRun(further, target);
    assert.ok(second.uploaded && second.uploaded.sent < 20_000, String(second.uploaded?.sent));
    const wentOn = await watchRun(further, () => undefined, { target });
    assert.equal(wentOn.status, 'finished');
    // The last step of an epoch is always told; which of the others are depends on how fast they go.
    const [first, loss] = [state, wentOn].map(
      ({ losses }) => losses.points.find(({ epoch }) => epoch === 1)?.loss,
    );
    assert.ok(loss !== undefined && first !== undefined && loss < first, `${loss} < ${first}`);
  },
);
