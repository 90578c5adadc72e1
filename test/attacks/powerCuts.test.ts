/** Power that fails at any call that reaches the disk, while a run is made and while a host's is mirrored. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { test, type TestContext } from 'node:test';
import { presets } from '../../src/core/recipe/recipe.ts';
import { flushTree } from '../../src/host/files/flush.ts';
import { mirrorRun } from '../../src/host/remote/mirrorRun.ts';
import { isOwnRun, ownKeyNow } from '../../src/host/run/ownRuns.ts';
import { createRun, readRun, readRunStatus } from '../../src/host/run/runFolder.ts';
import { questionsPathOf } from '../../src/host/run/questionsPath.ts';
import { ConnectionLost, type Channel, type Shell } from '../../src/host/shell/shell.ts';
import { readEndedRun } from '../../src/host/run/surveyRuns.ts';
import { writeQuestions } from '../unit/host/run/fakeRun.ts';
import { temporaryFolder } from '../unit/host/files/temporaryFolder.ts';
import { attempts, holds } from './attack.ts';
import { Disk } from './disk.ts';
import { spoken } from '../../src/core/common/sentence.ts';

const base = '/here/base';
const baseThere = '/there/base';

async function makeRun(t: TestContext, runsFolder: string): Promise<string> {
  return createRun({
    runsFolder,
    questionsPath: await writeQuestions(await temporaryFolder(t)),
    base,
    recipe: presets.recall,
    operation: 'train',
    target: 'box',
  });
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

const status = { v: 1, state: 'finished', pid: 7, processStart: '1', exit: 0 };
const events = readFileSync('test/fixtures/events.jsonl');
const adapterConfig = Buffer.from(JSON.stringify({ r: 8, base_model_name_or_path: baseThere }));

/** Results of a run, as many as an adapter and its exports have. */
const results: ReadonlyMap<string, Buffer> = new Map([
  ['adapter/adapter_config.json', adapterConfig],
  ['predictions.jsonl', Buffer.alloc(3000, 'p')],
  ['trainer.log', Buffer.from('Done\n')],
  ...Array.from({ length: 12 }, (_, at): [string, Buffer] => [
    `${at % 2 === 0 ? 'adapter' : 'onnx'}/${at}.safetensors`,
    Buffer.alloc(1000 + at, 'w'),
  ]),
]);

function keepStateIn(t: TestContext, folder: string): void {
  const { CRICKET_LORA_STATE: before } = process.env;
  process.env.CRICKET_LORA_STATE = folder;
  t.after(() => {
    if (before === undefined) delete process.env.CRICKET_LORA_STATE;
    else process.env.CRICKET_LORA_STATE = before;
  });
}

/** A host on which the run has ended: answers `follow` and `get` as trainer/cricket_lora_host does. */
const host: Shell = {
  name: 'box',
  gone: new Promise(() => undefined),
  failureOf: () => new ConnectionLost('hung up'),
  close: () => undefined,
  open: (script): Channel => {
    const marker = /cricket-lora-[0-9a-f]{16}/.exec(script)?.[0] ?? '';
    const stdin = new PassThrough();
    const stdout = new PassThrough();
    stdout.write(`\n${marker}\n`);
    const send = (header: object, bytes: Buffer = Buffer.alloc(0)): void => {
      stdout.write(`${JSON.stringify({ ...header, bytes: bytes.length })}\n`);
      stdout.write(bytes);
    };
    const received: Buffer[] = [];
    stdin.on('data', (bytes: Buffer) => received.push(bytes));
    stdin.on('end', () => {
      // The agent's sources, with their length in front; then the request.
      const sent = Buffer.concat(received);
      const sources = sent.indexOf('\n') + 1;
      const request = JSON.parse(
        sent.toString('utf8', sources + Number(sent.toString('utf8', 0, sources))),
      ) as {
        operation: string;
        offset: number;
        files: { path: string; offset: number }[];
      };
      if (request.operation === 'follow') {
        const half = request.offset + Math.floor((events.length - request.offset) / 2);
        send({}, events.subarray(request.offset, half));
        send({}, events.subarray(half));
        send({ answer: { files: listed, cancelled: false, known: true, status, base: baseThere } });
      } else {
        for (const [file, { path, offset }] of request.files.entries())
          send({ file }, results.get(path)?.subarray(offset));
        send({ answer: {} });
      }
      stdout.end();
    });
    return {
      stdin,
      stdout,
      ended: Promise.resolve({ exit: 0, stderr: '' }),
      close: () => undefined,
    };
  },
};
const listed = [...results].map(([path, bytes]) => ({
  path,
  size: bytes.length,
  sha256: sha256(bytes),
}));

const mirror = (folder: string): Promise<unknown> =>
  mirrorRun(
    folder,
    { v: 1, host: 'box', folder: '~/cl', python: '', run: 'r' },
    {
      connect: () => Promise.resolve(host),
      onConnection: ({ problem = '' }) => {
        // What was half here is fetched anew.
        assert.match(spoken(problem), /^$| came home damaged\.$/);
      },
      backOff: () => 0,
      signal: new AbortController().signal,
    },
  );

/** Everything that the host has, with its base by the name that it has here. */
function requireWhole(folder: string): void {
  for (const [path, bytes] of results) {
    const here = readFileSync(join(folder, path));
    if (path === 'adapter/adapter_config.json')
      assert.equal(
        (JSON.parse(here.toString()) as Record<string, unknown>).base_model_name_or_path,
        base,
      );
    else assert.ok(here.equals(bytes), path);
  }
  assert.ok(readFileSync(join(folder, 'events.jsonl')).equals(events), 'events.jsonl');
  assert.equal(readEndedRun(folder, { pid: 7, processStart: '1' })?.status, 'finished');
}

test('power that fails while results come home loses none of them', async (t) => {
  const home = realpathSync(await temporaryFolder(t));
  const folder = await makeRun(t, join(home, 'runs'));
  const disk = new Disk(t, folder);
  // What was there before had reached the disk.
  await flushTree(folder);
  disk.pictures.length = 0;
  await mirror(folder);
  requireWhole(folder);
  t.mock.restoreAll();
  const left = join(home, 'left', 'r');
  let ended = 0;
  const cuts = [...disk.pictures.keys()].flatMap((at) => [
    { at, tree: 0 as const },
    { at, tree: 1 as const },
  ]);
  // Odd: each of the two trees has its turn.
  const stride = Math.floor(cuts.length / Math.min(cuts.length, attempts(25))) | 1;
  // The last ones always: its status says there that it has ended, and the host is not asked again.
  for (const { at, tree } of cuts.filter((_, n) => n % stride === 0 || n >= cuts.length - 6)) {
    await holds('a power cut while results come home', async () => {
      disk.layOut(at, left, tree);
      if ((await readRunStatus(left)) === undefined) await mirror(left);
      else ended++;
      requireWhole(left);
    });
  }
  assert.ok(disk.pictures.length >= 60, `${disk.pictures.length} pictures`);
  assert.ok(ended > 0);
});

test('a run that has been made survives a loss of power', async (t) => {
  const home = realpathSync(await temporaryFolder(t));
  const runs = join(home, 'runs');
  keepStateIn(t, join(home, 'state'));
  const disk = new Disk(t, home);
  await flushTree(home);
  const folder = await makeRun(t, runs);
  const made = disk.pictures.length;
  t.mock.restoreAll();
  const left = join(home, 'left');
  for (let at = 0; at < made; at++) {
    for (const tree of [0, 1] as const) {
      await holds('a power cut while a run is made', async () => {
        disk.layOut(at, left, tree);
        const run = join(left, 'runs', folder.slice(dirname(folder).length + 1));
        const read = await readRun(run).catch(() => undefined);
        if (at === made - 1) assert.ok(read);
        if (read === undefined) return;
        // There, and hence whole.
        assert.equal(
          sha256(readFileSync(await questionsPathOf(run))),
          read.request.questions.sha256,
        );
        const key = ownKeyNow(folder, readFileSync(join(run, 'run.json'), 'utf8'));
        assert.ok(readFileSync(join(left, 'state', 'own-runs.txt'), 'utf8').includes(key));
      });
    }
  }
});

test('a run is ours although the line before its own has not reached the disk', async (t) => {
  const folder = await makeRun(t, join(await temporaryFolder(t), 'runs'));
  const text = readFileSync(join(folder, 'run.json'), 'utf8').replace('box', 'local');
  const state = await temporaryFolder(t);
  keepStateIn(t, state);
  assert.equal(await isOwnRun(folder, text, 'local'), false);
  const zeros = '\0'.repeat(65);
  writeFileSync(join(state, 'own-runs.txt'), `${zeros}${ownKeyNow(folder, text)}\n`);
  assert.equal(await isOwnRun(folder, text, 'local'), true);
});
