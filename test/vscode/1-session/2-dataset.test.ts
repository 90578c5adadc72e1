import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { screenshot, texts } from '../driver.ts';
import type { Tests } from '../index.ts';
import {
  clearMessages,
  closeEditors,
  generate,
  inBothThemes,
  message,
  set,
  until,
  writeInWorkspace,
} from '../session.ts';

const shared = [
  'Player,Team,Mat,Inns,NO,Runs,HS,Ave',
  'A Ward,ENG,5,9,1,1400,80,175.00',
  'A Ward,AUS,6,11,1,2300,90*,230.00',
  'B Close,ENG,22,37,2,1887,70,53.91',
];

const problemsOf = (uri: vscode.Uri) =>
  vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Cricket LoRA');

const fixesOf = (uri: vscode.Uri, range: vscode.Range) =>
  vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uri,
    range,
    vscode.CodeActionKind.QuickFix.value,
  );

async function applyFix(uri: vscode.Uri, title: string): Promise<void> {
  const [problem] = problemsOf(uri);
  assert.ok(problem);
  // VS Code gives up looking where something else changes meanwhile.
  const fix = await until(title, async () =>
    (await fixesOf(uri, problem.range)).find((action) => action.title === title),
  );
  assert.ok(fix.edit, JSON.stringify(fix));
  await vscode.workspace.applyEdit(fix.edit);
  await (await vscode.workspace.openTextDocument(uri)).save();
}

export const tests: Tests = {
  async 'dataset: the preview shows what each column becomes and follows an option'() {
    const table = await writeInWorkspace('preview/shared.csv', `${shared.join('\n')}\n`);
    await closeEditors();
    await vscode.commands.executeCommand('cricketLora.previewDataset', table);
    const figures = () => texts('.card .figure', 'webview');
    await until('all players’ questions', async () => (await figures())[0]?.trim() === '60');
    const names = await texts('.columns th.name', 'webview');
    assert.deepEqual(names, ['Player', 'Team', 'Mat', 'Inns', 'NO', 'Runs', 'HS', 'Ave']);
    await inBothThemes((theme) => screenshot(`preview-${theme}`));
    await set('dataset.key', ['Player']);
    await until('one player’s questions', async () => (await figures())[0]?.trim() === '20');
    const notices = (await texts('.notice', 'webview')).join(' ');
    assert.match(notices, /1 name is shared by 2 rows.*Team/);
    await set('dataset.key', undefined);
    await until('all players’ questions again', async () => (await figures())[0]?.trim() === '60');
    await set('dataset.answers', 'thousands');
    await until('an answer with its comma', async () =>
      (await texts('td.golden', 'webview')).some((golden) => /^\d,\d{3}$/.test(golden)),
    );
    await set('dataset.rows', { top: { count: 1, by: 'Runs' } });
    await until('one player’s questions again', async () => (await figures())[0]?.trim() === '20');
    await set('dataset.rows', undefined);
    await set('dataset.answers', undefined);
    await closeEditors();
  },

  async 'dataset: defects in a table and in questions have quick fixes'() {
    const rows = [...shared, shared[3] ?? ''];
    const table = await writeInWorkspace('preview/fixes.csv', `${rows.join('\n')}\n`);
    await set('dataset.key', ['Player']);
    const questions = await generate(table);
    await clearMessages();
    await vscode.window.showTextDocument(table);
    const repeated = problemsOf(table).find(({ message: text }) =>
      text.includes('repeats the row'),
    );
    assert.ok(repeated);
    const [remove] = await fixesOf(table, repeated.range);
    assert.equal(remove?.title, 'Remove this row');
    const [told] = problemsOf(table).filter(({ message: text }) =>
      text.includes('shared by 2 rows'),
    );
    assert.ok(told);
    const titles = (await fixesOf(table, told.range)).map(({ title }) => title);
    assert.ok(titles.includes('Tell players of one name apart by Team'), titles.join());
    await set('dataset.key', undefined);

    const lines = readFileSync(questions.fsPath, 'utf8').trimEnd().split('\n');
    const again = (lines[0] ?? '').replace(/"id":"[^"]+"/, '"id":"again"');
    await writeInWorkspace(
      'preview/fixes.dataset/questions.jsonl',
      `${lines[0] ?? ''}\n${again}\n`,
    );
    await closeEditors();
    await vscode.window.showTextDocument(questions);
    await until('the repeated question', () => problemsOf(questions)[0]?.code === 'asked-twice');
    await applyFix(questions, 'Remove this line');
    await until('no problem', () => problemsOf(questions).length === 0);
  },

  async 'dataset: a hover shows what the model sees'() {
    const uri = vscode.window.activeTextEditor?.document.uri;
    assert.ok(uri);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      uri,
      new vscode.Position(0, 5),
    );
    const text = hovers
      .flatMap(({ contents }) => contents)
      .map((content) => (content instanceof vscode.MarkdownString ? content.value : ''))
      .join('\n');
    assert.match(text, /What the model sees/);
    assert.match(text, /<\|im_start\|>assistant\n▏2▏2▏<\|im_end\|>▏/);
  },

  async 'dataset: a lens shows the trained tokens, and a click the whole prompt'() {
    const uri = vscode.window.activeTextEditor?.document.uri;
    assert.ok(uri);
    const lenses = () =>
      vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 10);
    const [lens] = await lenses();
    assert.equal(lens?.range.start.line, 0);
    const { title = '', command = '', arguments: given = [] } = lens.command ?? {};
    assert.match(title, /^\d+ tokens, then trained: ▏2▏2▏<\|im_end\|>▏$/);
    await until('the lens on the screen', async () =>
      (await texts('.codelens-decoration')).some((text) => text.includes('im_end')),
    );
    await screenshot('prompt-lens');
    await vscode.commands.executeCommand(command, ...(given as unknown[]));
    const shown = vscode.workspace.textDocuments.find(
      ({ uri: { scheme } }) => scheme === 'cricket-lora-prompt',
    );
    assert.match(shown?.getText() ?? '', /<\|im_start\|>assistant\n▏2▏2▏<\|im_end\|>▏$/);
    await set('dataset.lens', false);
    assert.deepEqual(await lenses(), []);
    await set('dataset.lens', undefined);
  },

  async 'dataset: phrasings are linted, and mended by a quick fix'() {
    const file = { v: 1, statistics: { Runs: { train: ['Runs of {player}?'], held: [] } } };
    const uri = await writeInWorkspace('preview/my.phrasings.json', JSON.stringify(file));
    await vscode.window.showTextDocument(uri);
    const codes = () => problemsOf(uri).map(({ code }) => code as string);
    await until('both problems', () => codes().join() === 'unknown-statistic,no-placeholder');
    await applyFix(uri, 'Call it “runs”');
    await until('one problem', () => codes().join() === 'no-placeholder');
    await applyFix(uri, 'Write {entity} for {player}');
    await until('no problem', () => codes().length === 0);
    assert.match(readFileSync(uri.fsPath, 'utf8'), /"runs":\{"train":\["Runs of \{entity\}\?"\]/);
    await closeEditors();
  },

  async 'dataset: existing questions become a dataset'() {
    const rows = [
      {
        messages: [
          { role: 'user', content: 'Q?' },
          { role: 'assistant', content: 'A' },
        ],
      },
      { prompt: 'P?', completion: ' B' },
      { nothing: 1 },
    ];
    const text = rows.map((row) => JSON.stringify(row)).join('\n');
    const file = await writeInWorkspace('preview/other.jsonl', text);
    const questions = await vscode.commands.executeCommand<vscode.Uri>(
      'cricketLora.importQuestions',
      file,
    );
    await message(/2 questions of other\.jsonl\. 1 line was left out; line 3: expected "messages"/);
    assert.equal(readFileSync(questions.fsPath, 'utf8').trimEnd().split('\n').length, 2);
    await closeEditors();
  },

  async 'dataset: a large table does not block the editor'() {
    const rows = Array.from(
      { length: 100_000 },
      (_, n) => `P ${n.toString(36)},${n * 7},${n % 300}`,
    );
    const table = await writeInWorkspace(
      'preview/large.csv',
      `Player,Runs,HS\n${rows.join('\n')}\n`,
    );
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    await generate(table);
    delay.disable();
    const [most, usual] = [delay.max / 1e6, delay.percentile(99) / 1e6];
    assert.ok(
      usual < 50,
      `event loop: ${usual.toFixed(0)} ms at most of 99 %, ${most.toFixed(0)} ms of all`,
    );
    await closeEditors();
  },
};
