import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { evaluate } from '../../../../src/core/evaluation/evaluation.ts';
import { modelCard, type ModelCard } from '../../../../src/core/pages/modelCard.ts';
import { presets } from '../../../../src/core/recipe/recipe.ts';
import { initialRunState } from '../../../../src/core/run/runState.ts';
import { questionOf } from '../evaluation/askings.ts';

const sha256 = 'c'.repeat(64);
const questions = ['1', '2', '3'].map((golden, at) => questionOf(golden, { phrasing: at + 1 }));
const outputs = ['1', '2', '4'];
const evaluation = evaluate(
  questions,
  questions.map(({ id }, at) => ({ id, output: outputs[at] ?? '', stopped: true, logprob: -0.1 })),
);
const parity = { v: 1 as const, questions: 3, seconds: 1 };
const card: ModelCard = {
  request: {
    v: 1,
    id: '20261129-103612-recall',
    created: '2026-11-29T10:36:12.119Z',
    operation: 'train',
    base: 'Qwen/Qwen2.5-1.5B-Instruct',
    questions: { path: 'questions.jsonl', sha256, source: '/home/me/secret/table.dataset' },
    recipe: { ...presets.recall, rank: 48 },
    target: 'local',
    versions: { extension: '0.1.0' },
  },
  evaluation,
  state: {
    ...initialRunState,
    epoch: 10,
    finish: { reason: 'recalled', trainingSeconds: 14, seconds: 20 },
    sideEffects: {
      ...{ v: 1, seq: 1, time: '2026-11-29T10:36:12.119Z', type: 'side-effects' },
      ...{ probes: 200, same: 150, changed: 40, broken: 10, asGood: 20 },
      ...{ perplexityBase: 20.5, perplexityAdapted: 22.25 },
    },
  },
  parities: [
    { ...parity, model: 'adapter', changed: 0 },
    { ...parity, model: 'merged', changed: 0 },
    { ...parity, model: 'gguf-q8_0', changed: 0 },
    { ...parity, model: 'model-q8_0.gguf', changed: 2 },
  ],
  gguf: ['model-q8_0.gguf'],
  hasModelfile: true,
};

describe('a model card', () => {
  test('has recall with its interval, side effects, recipe and the hash of the questions', () => {
    const text = modelCard('merged', card);
    const [interval = [0, 0]] = [evaluation.intervals.train];
    assert.match(text, /\| trained questions \| 3 \| 2 \| 66\.6 % \| \d+\.\d % to \d+\.\d % \|/);
    assert.ok(interval[0] > 0);
    assert.match(text, /200 prompts .* 150 got the answer of the base.* 10 a broken one/);
    assert.match(text, /Perplexity .* 22\.25, of the base alone 20\.50/);
    assert.match(text, /\| rank \| 48 \|/);
    assert.ok(text.includes(`questions: SHA-256 ${sha256}`));
    assert.match(text, /The merged model, loaded by transformers, gives all 3 answers/);
    assert.doesNotMatch(text, /secret|adapter, loaded by PEFT|CHANGES/);
  });

  test('of an adapter tells PEFT and vLLM, with a rank that vLLM has', () => {
    const text = modelCard('adapter', card);
    assert.match(text, /^---\nlibrary_name: peft\nbase_model: Qwen\/Qwen2\.5-1\.5B-Instruct\n/);
    assert.match(text, /PeftModel\.from_pretrained\(model, "adapter"\)/);
    assert.match(text, /vllm serve 'Qwen\/Qwen2\.5-1\.5B-Instruct' .* --max-lora-rank 64 /);
    const { request } = card;
    const large = { ...card, request: { ...request, recipe: { ...request.recipe, rank: 1024 } } };
    assert.doesNotMatch(modelCard('adapter', large), /vllm/);
  });

  test('of GGUF tells Ollama, and which answers changed', () => {
    const text = modelCard('gguf', card);
    assert.match(text, /ollama create 20261129-103612-recall -f gguf\/Modelfile/);
    assert.match(text, /llama-server --model gguf\/model-q8_0\.gguf/);
    assert.match(text, /model-q8\\_0\.gguf, asked by llama\.cpp, CHANGES 2 of 3 answers/);
    const without = modelCard('gguf', { ...card, hasModelfile: false });
    assert.doesNotMatch(without, /ollama create/);
    assert.match(without, /no Modelfile/);
  });

  test('names the embedded base by its hash and where it is', () => {
    const request = { ...card.request, base: 'embedded', baseSha256: sha256 };
    const text = modelCard('adapter', { ...card, request });
    assert.doesNotMatch(text, /base_model:/);
    assert.match(text, /from_pretrained\("data\/base"\)/);
    assert.match(text, new RegExp(`embedded\`, SHA-256 of its files ${sha256}`));
  });

  test('takes nothing from outside for markup, code or a command', () => {
    const base = "/b`\n# Heading\n'; rm -rf ~; '";
    const id = '<img src=x> [a](command:b) `c`';
    const versions = { extension: '| 1 |\n# x' };
    const text = modelCard('adapter', {
      ...card,
      request: { ...card.request, id, base, versions },
    });
    assert.doesNotMatch(text, /(?<!\\)<img|\[a\]\(|^# (Heading|x)/m);
    assert.match(text, /vllm serve '\/b # Heading '\\''; rm -rf ~; '\\''' /);
    assert.equal(text.match(/```/g)?.length, 4);
  });
});
