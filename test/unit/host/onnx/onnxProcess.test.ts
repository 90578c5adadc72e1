import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { build } from 'esbuild';
import { parityOf } from '../../../../src/core/evaluation/parity.ts';
import { batchesOfEqualLength, commonBeginning } from '../../../../src/host/onnx/promptBatches.ts';
import { OnnxProcess } from '../../../../src/host/onnx/onnxProcess.ts';
import { until } from '../remote/fakeRemoteRun.ts';
import { runProcess } from '../../../../src/host/process/runProcess.ts';
import { UserError } from '../../../../src/core/common/userError.ts';

const python = join(process.cwd(), '.venv', 'bin', 'python');
mkdirSync('out', { recursive: true });
/** In the repository, where the worker finds the runtime. */
const folder = mkdtempSync(join(process.cwd(), 'out', 'onnx-test-'));
const script = join(folder, 'onnxWorker.cjs');
const base = join(process.cwd(), 'data', 'base');

const lists = [
  (name: string) => `How many runs in all did ${name} make in Test cricket?`,
  (name: string) => `What is ${name}'s highest score in Test cricket?`,
  (name: string) => `From when to when did ${name} play Test cricket?`,
];
/** Prompts and answers of several lengths: rows of one batch end at different times. */
const asked = ['BC Lara', 'SR Waugh', 'DG Bradman', 'V Kohli', 'Q'].flatMap((name) =>
  lists.map((template) => [{ role: 'user' as const, content: template(name) }]),
);

/**
 * Creates a random adapter, prints PyTorch's greedy answers with and without it, and exports both.
 * In one process: loading PyTorch takes as long as all of that but the export.
 */
const reference = `
import json, sys, torch
from cricket_lora.export import main
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM, AutoTokenizer
base, run, asked = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
tokenizer = AutoTokenizer.from_pretrained(base)
model = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32)

def say():
    said = []
    for messages in asked:
        ids = tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_tensors="pt", return_dict=True)
        out = model.generate(**ids, max_new_tokens=16, do_sample=False)[0][ids["input_ids"].shape[1]:].tolist()
        end = model.generation_config.eos_token_id
        said.append(tokenizer.decode(out[: out.index(end)] if end in out else out))
    return said

of_base = say()
torch.manual_seed(3)
model = get_peft_model(model, LoraConfig(task_type="CAUSAL_LM", r=2, target_modules="all-linear"))
for name, weight in model.named_parameters():
    if "lora_B" in name:
        torch.nn.init.normal_(weight.data, std=0.05)
model.save_pretrained(run + "/adapter")
print(json.dumps([of_base, say()]))
sys.exit(main([run + "/run.json", "fp32", "int4", "base", "gguf-f16"]))
`;

const canExport = existsSync(python);

/** How many children of this process run the worker. */
const workers = (): number =>
  spawnSync('ps', ['--ppid', String(process.pid), '-o', 'args='], { encoding: 'utf8' })
    .stdout.split('\n')
    .filter((line) => line.includes(script)).length;

describe('an exported model', { skip: !canExport && 'npm run setup first' }, () => {
  let [ofBase, ofAdapter]: [string[], string[]] = [[], []];
  before(async () => {
    await build({
      entryPoints: ['src/host/onnx/onnxWorker.ts'],
      outfile: script,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      external: ['onnxruntime-node', 'node-llama-cpp'],
      logLevel: 'silent',
    });
    await writeFile(
      join(folder, 'run.json'),
      JSON.stringify({ base, recipe: { maxAnswerTokens: 16 } }),
    );
    const { exit, stdout, lastLines } = await runProcess(
      python,
      ['-c', reference, base, folder, JSON.stringify(asked)],
      { env: { ...process.env, PYTHONPATH: join(process.cwd(), 'trainer') } },
    );
    assert.equal(exit, 0, lastLines.join('\n'));
    const said = stdout.split('\n').find((line) => line.startsWith('[['));
    [ofBase, ofAdapter] = JSON.parse(said ?? '') as [string[], string[]];
    assert.notDeepEqual(ofBase, ofAdapter);
  });
  const opened: OnnxProcess[] = [];
  const open = (...named: ConstructorParameters<typeof OnnxProcess>): OnnxProcess => {
    const model = new OnnxProcess(...named);
    opened.push(model);
    return model;
  };
  after(async () => {
    for (const model of opened) model.dispose();
    await rm(folder, { recursive: true });
  });

  it('gives the same answers as PyTorch in any batch, with probabilities', async () => {
    const model = open(join(folder, 'onnx'), 'model.onnx', script);
    for (const batchSize of [1, 4]) {
      const answers = await model.answer(asked, { batchSize, maxTokens: 16, withTokens: true });
      assert.deepEqual(
        answers.map(({ output }) => output),
        ofAdapter,
      );
      for (const { tokens } of answers)
        for (const { probability } of tokens) assert.ok(probability > 0 && probability <= 1);
    }
    // Alone it has no common prefix.
    for (const [at, one] of asked.slice(0, 3).entries()) {
      const [alone] = await model.answer([one], { batchSize: 1, maxTokens: 16 });
      assert.equal(alone?.output, ofAdapter[at]);
    }
  });

  it('can be asked beside its exported base', async () => {
    const without = open(join(folder, 'onnx-base'), 'model.onnx', script);
    const answers = await without.answer(asked, { batchSize: 4, maxTokens: 16 });
    without.dispose();
    assert.deepEqual(
      answers.map(({ output }) => output),
      ofBase,
    );
  });

  it('answers from a smaller four-bit graph', async () => {
    const sizeOf = async (file: string) => (await stat(join(folder, 'onnx', file))).size;
    assert.ok((await sizeOf('model_int4.onnx.data')) < (await sizeOf('model.onnx.data')) / 3);
    const small = open(join(folder, 'onnx'), 'model_int4.onnx', script);
    const [answer] = await small.answer(
      [[{ role: 'user', content: 'How many runs in all did BC Lara make in Test cricket?' }]],
      { batchSize: 1, maxTokens: 16 },
    );
    small.dispose();
    // Four bits change digits, but not the form, which the base knows well.
    assert.match(answer?.output ?? '', /^\d+$/);
  });

  it('gives the same answers as GGUF, asked by llama.cpp, however many are asked', async () => {
    const gguf = open(join(folder, 'gguf'), 'model-f16.gguf', script);
    const done: number[] = [];
    const onProgress = (count: number): void => void done.push(count);
    const times = Array.from({ length: 20 });
    const many = times.flatMap(() => asked);
    const answers = await gguf.answer(many, { batchSize: 4, maxTokens: 16, onProgress });
    gguf.dispose();
    assert.deepEqual(
      answers.map(({ output }) => output),
      times.flatMap(() => ofAdapter),
    );
    assert.equal(done.at(-1), many.length);
  });

  it('asks a GGUF file in a process of one thread, whatever the environment says', async () => {
    const telling = join(folder, 'telling.cjs');
    await writeFile(
      telling,
      `process.on('message', ({ number }) => process.send({ number, value: process.env.UV_THREADPOOL_SIZE }));`,
    );
    const outside = process.env.UV_THREADPOOL_SIZE;
    process.env.UV_THREADPOOL_SIZE = '8';
    try {
      for (const [file, threads] of [
        ['model-f16.gguf', '1'],
        ['model.onnx', '8'],
      ] as const) {
        const model = open(folder, file, telling);
        const told: unknown = await model.answer([], { batchSize: 1, maxTokens: 1 });
        model.dispose();
        assert.equal(told, threads, file);
      }
    } finally {
      if (outside === undefined) delete process.env.UV_THREADPOOL_SIZE;
      else process.env.UV_THREADPOOL_SIZE = outside;
    }
  });

  it('rejects a file that is no GGUF', async () => {
    await writeFile(join(folder, 'half.gguf'), 'GGUF');
    const broken = open(folder, 'half.gguf', script);
    await assert.rejects(broken.answer(asked, { batchSize: 1, maxTokens: 2 }), (error) => {
      assert.ok(error instanceof UserError, String(error));
      assert.match(error.message, /half\.gguf cannot be used .* Export it again/s);
      return true;
    });
    broken.dispose();
  });

  it('answers nothing where the model ends at once', async () => {
    const silent = join(folder, 'silent');
    await cp(join(folder, 'onnx-base'), silent, { recursive: true });
    const config = JSON.parse(await readFile(join(silent, 'config.json'), 'utf8')) as {
      vocab_size: number;
    };
    const everyToken = Array.from({ length: config.vocab_size }, (_, id) => id);
    const generation = JSON.stringify({ eos_token_id: everyToken });
    await writeFile(join(silent, 'generation_config.json'), generation);
    const model = open(silent, 'model.onnx', script);
    const answers = await model.answer(asked, { batchSize: 4, maxTokens: 16 });
    model.dispose();
    assert.equal(answers.length, asked.length);
    for (const { output, stopped } of answers) assert.deepEqual([output, stopped], ['', true]);
  });

  it('gives up a chat template without end', async () => {
    const endless = join(folder, 'endless');
    await cp(join(folder, 'onnx'), endless, { recursive: true });
    await writeFile(
      join(endless, 'chat_template.jinja'),
      '{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}',
    );
    const stuck = open(endless, 'model.onnx', script);
    await assert.rejects(stuck.answer(asked, { batchSize: 1, maxTokens: 2 }), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /^The chat template or the tokenizer in .* takes too long/);
      return true;
    });
    stuck.dispose();
  });

  it('rejects an incomplete folder, and ends when aborted', async () => {
    const half = join(folder, 'half');
    await mkdir(half, { recursive: true });
    await cp(join(base, 'config.json'), join(half, 'config.json'));
    const before = workers();
    const broken = open(half, 'model.onnx', script);
    const ask = (signal?: AbortSignal) =>
      broken.answer([[{ role: 'user', content: 'x' }]], {
        batchSize: 1,
        maxTokens: 2,
        ...(signal && { signal }),
      });
    await assert.rejects(ask(), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /cannot be used .* Export it again/s);
      return true;
    });
    const aborting = new AbortController();
    const asking = ask(aborting.signal);
    aborting.abort();
    await assert.rejects(asking, { name: 'AbortError' });
    broken.dispose();
    await until('the process ends', () => workers() === before);
  });
});

it('parity counts and lists the answers that an export changes', () => {
  const predictions = [
    { id: 'a', output: '1' },
    { id: 'b', output: '2' },
    { id: 'c', output: '3' },
  ];
  const found = parityOf(
    predictions,
    new Map([
      ['a', '1'],
      ['b', '9'],
    ]),
  );
  assert.deepEqual(found, {
    questions: 2,
    changed: 1,
    changes: [{ id: 'b', adapter: '2', exported: '9' }],
  });
});

it('batches hold rows of one length, each row once', () => {
  const batches = batchesOfEqualLength([3, 5, 3, 3, 5], 2);
  assert.deepEqual(batches, [[0, 2], [3], [1, 4]]);
});

it('the common prefix leaves at least one token of each prompt', () => {
  assert.deepEqual(
    commonBeginning([
      [1, 2, 3, 4],
      [1, 2, 5],
    ]),
    [1, 2],
  );
  assert.deepEqual(
    commonBeginning([
      [1, 2],
      [1, 2, 3],
    ]),
    [1],
  );
  assert.deepEqual(commonBeginning([[1], [1]]), []);
  assert.deepEqual(commonBeginning([[1, 2, 3]]), []);
  assert.deepEqual(commonBeginning([]), []);
});
