import assert from 'node:assert/strict';
import { appendFileSync, existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ToolName } from '../../../src/core/pages/toolInputs.ts';
import { answerDialog } from '../dialogs.ts';
import { isOrdinary } from '../driver.ts';
import type { Tests } from '../index.ts';
import {
  clearMessages,
  closeEditors,
  runFolders,
  set,
  statusOf,
  until,
  workspaceFolder,
  writeInWorkspace,
  writeRun,
} from '../session.ts';

const names: readonly ToolName[] = [
  'cricketLora_generate_dataset',
  'cricketLora_preflight',
  'cricketLora_train',
  'cricketLora_failed_facts',
  'cricketLora_ask',
];

/** What a tool tells the model. */
async function call(name: ToolName, input: object): Promise<string> {
  const options = { input, toolInvocationToken: undefined };
  const { content } = await vscode.lm.invokeTool(name, options);
  return content
    .map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : assert.fail()))
    .join('');
}

/** The same where a person is asked first. Without dialogs VS Code takes their place, and agrees. */
async function callAsked(
  name: ToolName,
  input: object,
  question: RegExp,
  answer: 'Yes' | 'Cancel' = 'Yes',
): Promise<string> {
  const calling = call(name, input);
  calling.catch(() => undefined); // awaited later
  const asked = await answerDialog(question, answer);
  assert.doesNotMatch(asked, /\\/);
  return calling;
}

const table = 'tools.csv';
const dataset = 'tools.dataset';
const path = (...parts: string[]): string => join(workspaceFolder(), ...parts);

export const tests: Tests = {
  async 'tools: a language model finds all of them'() {
    await closeEditors();
    const found = vscode.lm.tools.filter(({ name }) => name.startsWith('cricketLora_'));
    assert.deepEqual(found.map(({ name }) => name).sort(), [...names].sort());
    for (const { inputSchema, description } of found) assert.ok(inputSchema && description);
  },

  async 'tools: what writes or starts something is asked first, and not done after a no'() {
    const rows = ['AA Ash,8000', 'BB Elm,7000', 'CC Oak,6000', 'DD Fir,5000'].join('\n');
    await writeInWorkspace(table, `Player,Runs\n${rows}\n`);
    const tool = 'cricketLora_generate_dataset';
    if (!(await isOrdinary())) {
      await call(tool, { table });
      return;
    }
    const question = /Generate a Dataset\?.*every fact of tools\.csv/s;
    await assert.rejects(callAsked(tool, { table }, question, 'Cancel'));
    assert.equal(existsSync(path(dataset)), false);
    const said = await callAsked(tool, { table }, question);
    assert.match(said, /^16 questions about 4 facts .*\nThe dataset is "tools\.dataset/s);
    assert.ok(existsSync(path(dataset, 'questions.jsonl')));
  },

  async 'tools: only tables and datasets of the workspace are touched'() {
    const refused = async (name: ToolName, input: object, why: RegExp): Promise<void> => {
      await assert.rejects(call(name, input), (error: Error) => why.test(error.message));
    };
    await refused('cricketLora_generate_dataset', { table: '/etc/passwd' }, /no \/etc\/passwd in/);
    await refused('cricketLora_generate_dataset', { table: '../tools.csv' }, /no \.\.\/tools\.csv/);
    await refused(
      'cricketLora_train',
      { dataset: '../../x.dataset' },
      /There is no .* in the work/,
    );
    await refused(
      'cricketLora_failed_facts',
      { run: 'no-such-run' },
      /There is no run no-such-run/,
    );
    await refused('cricketLora_ask', { questions: [] }, /The input does not fit/);
  },

  async 'tools: training is confirmed, goes on by itself and tells what it misses'() {
    if (!(await isOrdinary())) return;
    const before = Date.now();
    try {
      await set('recipe.epochs', 1);
      const measured = await callAsked(
        'cricketLora_preflight',
        { dataset: table },
        /Measure a Training\?.*Loads embedded and takes a few steps on tools\.dataset/s,
      );
      assert.match(measured, /of memory at the peak/);
      const said = await callAsked(
        'cricketLora_train',
        { dataset },
        /Train a Model\?.*Trains embedded on 12 questions of tools\.dataset.*on this machine/s,
      );
      const run = /^The run (\S+) has been started/.exec(said)?.[1] ?? assert.fail(said);
      const folder = path('.cricket-lora', 'runs', run);
      assert.match(
        await call('cricketLora_failed_facts', { run }),
        new RegExp(`^The run ${run}: `),
      );
      await until('the run to end', () => statusOf(folder).state === 'finished', { seconds: 120 });
      const failed = await until('its failures', async () => {
        const told = await call('cricketLora_failed_facts', { run, most: 2 });
        return told.includes('not answered exactly') && told;
      });
      const [, , first, second, left] = failed.split('\n');
      for (const line of [first, second]) {
        const { golden, output } = JSON.parse(line ?? '') as Record<string, string>;
        assert.match(golden ?? '', /^[5678]000$/);
        assert.notEqual(output, golden);
      }
      assert.match(left ?? '', /more are left out/);
      const questions = ['How many Test runs did AA Ash score?', 'Who are you?'];
      const answers = (await call('cricketLora_ask', { run, questions })).split('\n').slice(2);
      assert.deepEqual(
        answers.map((line) => (JSON.parse(line) as { question: string }).question),
        questions,
      );
    } finally {
      await set('recipe.epochs', undefined);
    }
    for (const folder of runFolders())
      if (statSync(folder).mtimeMs >= before) rmSync(folder, { recursive: true });
  },

  async 'tools: neither questions edited by hand nor runs of others are taken'() {
    appendFileSync(path(dataset, 'questions.jsonl'), '\n');
    await assert.rejects(call('cricketLora_generate_dataset', { table }), /edited by hand/);
    const questions = vscode.Uri.file(path(dataset, 'questions.jsonl'));
    const run = '20300105-000000-recall';
    const folder = writeRun(questions, { id: run, outputFor: () => 'x' });
    await until('its failures', async () =>
      (await call('cricketLora_failed_facts', { run })).includes('"output":"x"'),
    );
    await assert.rejects(call('cricketLora_ask', { run, questions: ['?'] }), /Adopt Run/);
    await clearMessages();
    for (const made of [folder, path(dataset), path(table)]) rmSync(made, { recursive: true });
  },
};
