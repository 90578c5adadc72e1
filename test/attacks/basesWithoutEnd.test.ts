import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { build } from 'esbuild';
import { formatQuestions } from '../../src/core/dataset/questionsFile.ts';
import { UserError } from '../../src/core/common/userError.ts';
import { loadPromptRenderer } from '../../src/host/base/promptRenderer.ts';
import { runInThread } from '../../src/host/threads/datasetThread.ts';
import { PromptThread } from '../../src/host/threads/promptThread.ts';
import { questionOf } from '../unit/core/evaluation/askings.ts';
import { holds, processorTime } from './attack.ts';
import { spoken } from '../../src/core/common/sentence.ts';

const embedded = join(process.cwd(), 'data', 'base');
/** Its digits make the expression below try every way to split them. */
const question = questionOf(`${'1'.repeat(40)}x`, { asked: 'Runs of BC Lara? 1x', phrasing: 1 });
const samples = [{ ...question, source: { row: 1, column: 'Runs' } }];

const replaceJson = (path: string, change: (value: Record<string, unknown>) => unknown) =>
  readFile(path, 'utf8').then((text) =>
    writeFile(path, JSON.stringify(change(JSON.parse(text) as Record<string, unknown>))),
  );
/** What a model brings along, by what is wrong with it. */
const hostile: Record<string, (folder: string) => Promise<unknown>> = {
  'a template with loops in loops': (folder) =>
    writeFile(
      join(folder, 'chat_template.jinja'),
      '{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}',
    ),
  'a catastrophic pattern': (folder) =>
    replaceJson(join(folder, 'tokenizer.json'), (value) => ({
      ...value,
      pre_tokenizer: {
        type: 'Split',
        pattern: { Regex: '(\\d+)+$' },
        behavior: 'Isolated',
        invert: false,
      },
    })),
  'a template that takes all memory': (folder) =>
    writeFile(
      join(folder, 'chat_template.jinja'),
      '{% set ns = namespace(all=range(99999)) %}{% for a in range(99) %}{% set ns.all = ns.all + ns.all %}{% endfor %}',
    ),
};

describe('bases whose templates and tokenizers have no end', () => {
  let folder: string;
  const scriptOf = (name: string) => join(folder, `${name}.cjs`);
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'without-end-'));
    await build({
      entryPoints: ['src/host/threads/promptWorker.ts', 'src/host/threads/datasetWorker.ts'],
      outdir: folder,
      outExtension: { '.js': '.cjs' },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      logLevel: 'silent',
    });
  });
  after(() => rm(folder, { recursive: true }));

  for (const [what, damage] of Object.entries(hostile)) {
    it(`gives up ${what}, and keeps no other thread busy`, async () => {
      const base = { kind: 'folder', base: join(folder, what) } as const;
      await cp(embedded, base.base, { recursive: true });
      await damage(base.base);
      const prompts = new PromptThread(scriptOf('promptWorker'), 200);
      try {
        await holds('bases without end', async () => {
          let turns = 0;
          const count = setInterval(() => turns++, 5);
          await assert.rejects(prompts.render(base, question), isTooMuch);
          clearInterval(count);
          assert.ok(turns > 10, 'the thread was kept busy');
          const { warnings, tokens } = await prompts.survey(base, samples);
          assert.match(spoken(warnings[0]?.message ?? ''), tooMuch);
          assert.equal(tokens, undefined);
          // Others are rendered as ever.
          const sound = await prompts.render({ kind: 'folder', base: embedded }, question);
          assert.equal(sound?.trained.at(-1), '<|im_end|>');
        });
      } finally {
        prompts.dispose();
      }
    });
  }

  it('interrupts a template in the thread that it runs in, and tries it no more', async () => {
    const base = { kind: 'folder', base: join(folder, 'interrupted') };
    await cp(embedded, base.base, { recursive: true });
    await hostile['a template with loops in loops']?.(base.base);
    const renderer = await loadPromptRenderer(base);
    assert.ok(renderer);
    const render = (): unknown => renderer.use((prompts) => prompts.render(question));
    await holds('bases without end', () => {
      assert.throws(render, isTooMuch);
      const before = processorTime();
      assert.throws(render, isTooMuch);
      assert.ok(processorTime() - before < 1000, 'tried again');
    });
  });

  it('lints the dataset without such a base, and says so', async () => {
    const base = { kind: 'folder', base: join(folder, 'linted') } as const;
    await cp(embedded, base.base, { recursive: true });
    await hostile['a catastrophic pattern']?.(base.base);
    const text = formatQuestions([question, question]);
    const problems = await runInThread(
      'lint',
      { path: '', text, base, maxAnswerTokens: 99 },
      scriptOf('datasetWorker'),
    );
    assert.deepEqual(
      problems.map(({ line, code }) => [line, code]),
      [
        [1, 'base'],
        [2, 'unreadable'],
      ],
    );
    assert.match(spoken(problems[0]?.message ?? ''), tooMuch);
  });
});

const tooMuch = /^The chat template or the tokenizer (in|of) .* takes too (long|much memory)/;
const isTooMuch = (error: unknown): true => {
  assert.ok(error instanceof UserError, String(error));
  assert.match(error.message, tooMuch);
  return true;
};
