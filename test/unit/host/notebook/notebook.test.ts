import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { before, describe, test, type TestContext } from 'node:test';
import { presets } from '../../../../src/core/recipe/recipe.ts';
import { UserError } from '../../../../src/core/common/userError.ts';
import { resolveBase } from '../../../../src/host/base/resolveBase.ts';
import { generateDataset } from '../../../../src/host/dataset/generateDataset.ts';
import { evaluateRun } from '../../../../src/host/evaluation/evaluateRun.ts';
import { exportNotebook } from '../../../../src/host/notebook/exportNotebook.ts';
import { importRun } from '../../../../src/host/notebook/importRun.ts';
import { notebookCells, notebookPackages } from '../../../../src/host/notebook/notebookCells.ts';
import { runProcess } from '../../../../src/host/process/runProcess.ts';
import { readRun } from '../../../../src/host/run/runFolder.ts';
import { question, writeQuestions } from '../run/fakeRun.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';

const python = resolve('.venv/bin/python');
const skip = !existsSync(python) && 'npm run setup first';

async function inPython(folder: string, script: string, ...words: string[]): Promise<string> {
  // Of its own: no PYTHONPATH, no home with settings of Jupyter or a cache of the hub.
  const env = { PATH: process.env.PATH, HOME: folder, OMP_NUM_THREADS: '1' };
  const { exit, stdout, lastLines } = await runProcess(python, ['-c', script, ...words], {
    cwd: folder,
    env,
  });
  assert.equal(exit, 0, [stdout, ...lastLines].join('\n'));
  return stdout;
}

const execute = `
import sys, nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
nbformat.validate(notebook)
NotebookClient(notebook, timeout=500, kernel_name="python3").execute()
for cell in notebook.cells:
    for output in cell.get("outputs", []):
        print(output.get("text", ""))
`;

async function exported(folder: string) {
  const table = (await readFile('data/test_batting.csv', 'utf8')).split('\n').slice(0, 3);
  const tablePath = join(folder, 'three.csv');
  await writeFile(tablePath, table.join('\n'));
  const phrasingsPath = resolve('data/phrasings.json');
  const { questionsPath } = await generateDataset({ tablePath, phrasingsPath });
  const path = join(folder, 'three.ipynb');
  const runsFolder = join(folder, 'runs');
  const id = await exportNotebook({
    ...{ path, runsFolder, questionsPath },
    base: await resolveBase('embedded', folder),
    recipe: { ...presets.recall, epochs: 3, rank: 8 },
  });
  return { path, runsFolder, id };
}

test(
  'a notebook trains elsewhere, and its results come home as a run of this machine',
  { skip, timeout: 600_000 },
  async (t) => {
    const folder = await temporaryFolder(t);
    const { path, runsFolder, id } = await exported(folder);
    assert.deepEqual(await readdir(runsFolder), [], 'nothing waits here');

    const elsewhere = join(folder, 'elsewhere');
    await mkdir(elsewhere);
    const said = await inPython(elsewhere, execute, path);
    assert.match(said, /^finished$/m);
    const [, exact, asked] = /train: (\d+) of (\d+) exact/.exec(said) ?? [];

    const run = await importRun(join(elsewhere, `${id}.zip`), runsFolder);
    assert.equal(run, join(runsFolder, id));
    const { totals } = await evaluateRun(run);
    assert.equal(totals.train.exact, Number(exact));
    assert.equal(totals.train.questions, Number(asked));
    assert.ok(totals.train.questions > 0);
    assert.ok((await readRun(run)).isOwn);
    assert.ok(existsSync(join(run, 'adapter', 'adapter_model.safetensors')));
    assert.ok(!existsSync(join(run, 'checkpoints')));
    await assert.rejects(importRun(join(elsewhere, `${id}.zip`), runsFolder), /is here already/);
    assert.deepEqual(await readdir(runsFolder), [id]);
  },
);

test('a notebook takes no folder of this machine for a base', async (t) => {
  const folder = await temporaryFolder(t);
  const base = { kind: 'folder' as const, base: '/models/qwen' };
  const asked = { path: join(folder, 'a.ipynb'), runsFolder: folder, recipe: presets.recall };
  const questionsPath = await writeQuestions(folder);
  await assert.rejects(exportNotebook({ ...asked, base, questionsPath }), /runs elsewhere/);
  assert.ok(!existsSync(asked.path));
});

test('a notebook asks for the packages that the trainer asks for', async () => {
  const project = await readFile('trainer/pyproject.toml', 'utf8');
  const [, list = ''] = /^dependencies = (\[.*\])$/m.exec(project) ?? [];
  assert.deepEqual(notebookPackages, JSON.parse(list));
});

test('a name cannot end the code of a notebook', () => {
  const cells = notebookCells({ id: 'a', base: '`x`\n# y', questions: 1, payload: '' });
  assert.match(cells[0]?.text ?? '', /` x # y`/);
});

/** Makes a zip: of what a notebook writes, changed by a line of Python. */
const zipped = `
import hashlib, json, sys, zipfile
zip_path, questions, request, change = sys.argv[1:]
files = {
    "run.json": request,
    "questions.jsonl": questions,
    "events.jsonl": "",
    "status.json": json.dumps({"v": 1, "state": "finished", "pid": 1, "processStart": "1", "exit": 0}),
    "predictions.jsonl": "",
    "adapter/adapter_model.safetensors": "weights",
}
more = []
exec(change)
with zipfile.ZipFile(zip_path, "w", zipfile.ZIP_DEFLATED) as archive:
    for name, content in [*files.items(), *more]:
        archive.writestr(name, content)
`;

const link = `
info = zipfile.ZipInfo("adapter/README.md")
info.create_system, info.external_attr = 3, 0o120777 << 16
more.append((info, "/etc/passwd"))
`;
const requestChange = (change: string): string =>
  `value = json.loads(files["run.json"]); ${change}; files["run.json"] = json.dumps(value)`;
const hostile: Readonly<Record<string, readonly [change: string, reason: RegExp]>> = {
  'a name above': ['files["../x"] = ""', /relative path|invalid/i],
  'an absolute name': ['files["/tmp/x"] = ""', /absolute path/],
  'a link': [link, /is no ordinary file/],
  'a pickle': ['files["adapter/adapter_model.bin"] = ""', /which no run brings home/],
  'a checkpoint': ['files["checkpoints/1/state.pt"] = ""', /which no run brings home/],
  'a folder in a folder': ['files["adapter/README.md/x"] = ""', /which no run brings home/],
  'a target': ['files["target.json"] = "{}"', /which no run brings home/],
  'a name twice': ['more.append(("run.json", "{}"))', /twice/],
  'no request': ['del files["run.json"]', /no run\.json/],
  'another name': [requestChange('value["id"] = "../../x"'), /is no name of a run/],
  'a name of a device': [requestChange('value["id"] = "con"'), /is no name of a run/],
  'a hidden name': [requestChange('value["id"] = ".x"'), /is no name of a run/],
  'a host': [requestChange('value["target"] = "box"'), /mirrored from there/],
  'other questions': ['files["questions.jsonl"] += " "', /not those that run\.json names/],
  'no answers': ['del files["predictions.jsonl"]', /no answers/],
  'no end': ['files["status.json"] = files["status.json"].replace("finished", "running")', /ended/],
  'no status': ['del files["status.json"]', /ended/],
};

describe('what comes home is refused, and leaves nothing', { skip }, () => {
  let questions = '';
  let request = '';
  before(async () => {
    questions = `${JSON.stringify(question)}\n`;
    const { createHash } = await import('node:crypto');
    const sha256 = createHash('sha256').update(questions).digest('hex');
    const fixture = JSON.parse(await readFile('test/fixtures/run.json', 'utf8')) as {
      questions: object;
    };
    const own = { ...fixture.questions, path: 'questions.jsonl', sha256 };
    request = JSON.stringify({ ...fixture, target: 'local', id: 'a-run', questions: own });
  });

  async function imported(t: TestContext, change: string): Promise<{ runs: string; zip: string }> {
    const folder = await temporaryFolder(t);
    const zip = join(folder, 'a.zip');
    await inPython(folder, zipped, zip, questions, request, change);
    return { runs: join(folder, 'runs'), zip };
  }

  test('a whole one is not', async (t) => {
    const { runs, zip } = await imported(t, '');
    assert.equal(await importRun(zip, runs), join(runs, 'a-run'));
    assert.deepEqual((await readdir(join(runs, 'a-run'))).length, 6);
    await assert.rejects(importRun(zip, runs), /The run a-run is here already/);
    assert.deepEqual(await readdir(runs), ['a-run']);
  });

  for (const [name, [change, reason]] of Object.entries(hostile)) {
    test(name, async (t) => {
      const { runs, zip } = await imported(t, change);
      await assert.rejects(importRun(zip, runs), (error) => {
        assert.ok(error instanceof UserError, String(error));
        assert.match(error.message, reason);
        return true;
      });
      assert.deepEqual(await readdir(runs), []);
    });
  }

  test('something that is no zip', async (t) => {
    const folder = await temporaryFolder(t);
    await writeFile(join(folder, 'a.zip'), 'PK');
    const importing = importRun(join(folder, 'a.zip'), join(folder, 'runs'));
    await assert.rejects(importing, /cannot be imported: .*end of central directory/i);
  });

  test('one that promises fewer bytes than it holds', async (t) => {
    const { runs, zip } = await imported(t, '');
    const bytes = await readFile(zip);
    // The size before compression, in the directory's entry of the weights.
    const entry = bytes.lastIndexOf('PK\x01\x02', undefined, 'latin1');
    bytes.writeUInt32LE(3, entry + 24);
    await writeFile(zip, bytes);
    await assert.rejects(importRun(zip, runs), /cannot be imported: too many bytes/);
    assert.deepEqual(await readdir(runs), []);
  });
});
