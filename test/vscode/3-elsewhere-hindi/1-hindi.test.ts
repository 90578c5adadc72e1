import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { press, screenshot, texts } from '../driver.ts';
import type { Tests } from '../index.ts';
import {
  clearMessages,
  closeEditors,
  generate,
  messages,
  until,
  writeInWorkspace,
  writeRun,
} from '../session.ts';

/** A name in Latin letters apart, a text in Hindi has some of its own. */
const isHindi = (text: string): boolean => /\p{Script=Devanagari}/u.test(text);
/** Words of a sentence in a row, none of them a term that Hindi has, too. */
const english = /\b(?:the|is|are|of|was|not|and|with|were|that|has|have)\b/;

const onPage = (what: string, selector: string): Promise<string[]> =>
  until(what, async () => {
    const found = await texts(selector, 'webview');
    return found.length > 0 && found;
  });

function requireHindi(lines: readonly string[]): void {
  for (const line of lines) {
    assert.ok(isHindi(line), line);
    assert.doesNotMatch(line, english);
  }
}

let questions: vscode.Uri;

/** What a person whose VS Code speaks Hindi sees, from a table to a conclusion. */
export const tests: Tests = {
  async 'Hindi: it is the language of the window, and commands are called in it'() {
    assert.equal(vscode.env.language, 'hi');
    await vscode.commands.executeCommand('workbench.action.quickOpen', '>Cricket LoRA: Python');
    await until('the commands', async () => {
      const rows = await texts('.quick-input-widget .monaco-list-row');
      return rows.some((row) => row.includes('Cricket LoRA: Python सेट अप करें'));
    });
    await screenshot('hindi-palette');
    await press('Escape');
  },

  async 'Hindi: why a table cannot be used'() {
    const table = await writeInWorkspace('header.csv', 'Player,Runs\n');
    void vscode.commands.executeCommand('cricketLora.generateDataset', table);
    await until('the reason', async () =>
      (await messages()).some((text) => text.includes('header.csv में सिर्फ़ हेडर है।')),
    );
    await screenshot('hindi-failure');
    await clearMessages();
  },

  async 'Hindi: how a table is read'() {
    const table = await writeInWorkspace(
      'towns.csv',
      `Town,Founded,Area,id\n${Array.from(
        { length: 12 },
        (_, n) => `Town ${n},${n === 3 ? '#N/A' : `19${n + 10}`},${n === 5 ? '' : n * 7},x${n}\n`,
      ).join('')}Town 4,1914\n`,
    );
    await vscode.commands.executeCommand('cricketLora.previewDataset', table);
    const lines = await onPage('the reading', '.reading li');
    assert.ok(lines.length > 4, lines.join('\n'));
    requireHindi(lines);
    requireHindi(await texts('.findings summary, .findings .notice', 'webview'));
    await screenshot('hindi-preview');
    await closeEditors();
  },

  async 'Hindi: an evaluation'() {
    const table = await writeInWorkspace(
      'few.csv',
      'Player,Runs,HS\nA Reed,11953,400\nB Lind,12000,254\nC Ames,8900,111*\n',
    );
    questions = await generate(table);
    const run = writeRun(questions, {
      id: 'said',
      outputFor: ({ id, completion: [{ content }] }) => (id.startsWith('a-reed') ? '1' : content),
    });
    await vscode.commands.executeCommand('cricketLora.showEvaluation', run);
    requireHindi(await onPage('the rows', '.row .cell.verdict:not(:empty)'));
    requireHindi(await texts('.notice', 'webview'));
    await screenshot('hindi-evaluation');
    await closeEditors();
  },

  async 'Hindi: why a training failed'() {
    const run = writeRun(questions, { id: 'failed', outputFor: () => '' });
    const time = '2030-01-01T00:00:00Z';
    const failed = { v: 1, seq: 0, time, type: 'failed', code: 'out-of-memory' };
    const parameters = { phase: 'training', batchSize: 64 };
    const told = { v: 1, seq: 0, time, type: 'log', level: 'warning', message: '' };
    const events = [
      { ...told, code: 'not-quantized', parameters: { quantization: 'nf4', dtype: 'fp32' } },
      { ...failed, seq: 1, parameters },
    ];
    const lines = events.map((event) => `${JSON.stringify(event)}\n`);
    writeFileSync(join(run, 'events.jsonl'), lines.join(''));
    writeFileSync(
      join(run, 'status.json'),
      JSON.stringify({ v: 1, state: 'failed', pid: 1, processStart: '1', exit: 1 }),
    );
    await vscode.commands.executeCommand('cricketLora.showRun', run);
    const [why = '', ...notes] = await onPage('the failure', '.run-page .notice');
    requireHindi([why, ...notes]);
    assert.ok(notes.includes('nf4 के लिए CUDA चाहिए; base fp32 में ही रहता है'), notes.join());
    assert.ok(why.includes('cricketLora.recipe.batchSize'), why);
    assert.ok(why.includes('ट्रेनिंग'), why);
    await screenshot('hindi-run');
    await closeEditors();
  },

  async 'Hindi: what is wrong with an experiment.json'() {
    const file = await writeInWorkspace(
      '.cricket-lora/experiments/broken/experiment.json',
      JSON.stringify({ v: 1, name: 'Broken', table: 'few.csv', recipe: { rank: [8, 0] } }),
    );
    void vscode.commands.executeCommand('cricketLora.runExperiment', file);
    const isSaid = (text: string): boolean => text.includes('rank का मान 0 है');
    const said = await until('the reason', async () => (await messages()).find(isSaid));
    requireHindi([said]);
    await screenshot('hindi-experiment-broken');
    await clearMessages();
  },

  async 'Hindi: what an experiment concludes'() {
    const file = await writeInWorkspace(
      '.cricket-lora/experiments/seen/experiment.json',
      JSON.stringify({
        ...{ v: 1, name: 'Seen', table: 'few.csv', base: 'embedded', seeds: 1 },
        ...{ recipe: { epochs: [1, 3] }, targets: ['local'] },
      }),
    );
    await vscode.commands.executeCommand('cricketLora.runExperiment', file);
    const [effect = ''] = await until(
      'the conclusion',
      async () => {
        const rows = await texts('.effects tbody tr', 'webview');
        return rows.length > 0 && rows;
      },
      { seconds: 200 },
    );
    assert.match(effect, /^1 की जगह epochs 3\s+[+−]?\d+\.\d अंक/);
    requireHindi(await texts('.effects ~ p', 'webview'));
    await screenshot('hindi-conclusion');
    await closeEditors();
  },
};
