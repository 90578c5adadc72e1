import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { closeEditors, until } from './session.ts';

/** What VS Code says of our JSON files by its own language server, from the schemas of our manifest. */
export interface JsonFileTexts {
  /** Of `places` in a domain file. */
  readonly places: string;
  /** Of `rank` in an `experiment.json`. */
  readonly rank: string;
  /** Of `further` in a phrasings file. */
  readonly further: string;
  /** Of `parent` in a `run.json`. */
  readonly parent: string;
  /** That `alpha` in a `run.json` is neither a number nor a known word. */
  readonly alpha: string;
}

/** In files outside the window's folder, as when one is opened by itself. */
export async function requireTexts(expected: JsonFileTexts): Promise<void> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'cricket-lora-json-')));
  const open = async (name: string, content: object): Promise<vscode.TextDocument> => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(content));
    // Only what is in an editor is checked.
    const { document } = await vscode.window.showTextDocument(vscode.Uri.file(path));
    return document;
  };
  try {
    const domain = await open('mine.domain.json', { v: 1, id: 'mine', language: 'en', places: [] });
    await requireHover(domain, 'places', expected.places);
    const phrasings = await open('phrasings.json', { v: 1, further: {} });
    await requireHover(phrasings, 'further', expected.further);
    const experiment = await open('.cricket-lora/experiments/mine/experiment.json', {
      ...{ v: 1, name: 'Mine', table: 'few.csv' },
      recipe: { rank: [8, 0] },
    });
    await requireHover(experiment, 'rank', expected.rank);
    await requireCompletion(experiment, 'rank', expected.rank);
    await requireProblem(experiment, '1', '0');
    const run = await open('.cricket-lora/runs/mine/run.json', {
      ...{ v: 1, parent: { run: 'other', asks: 'base' } },
      recipe: { preset: 'recall', alpha: 'much' },
    });
    await requireHover(run, 'parent', expected.parent);
    await requireProblem(run, expected.alpha, '"much"');
  } finally {
    await closeEditors();
    rmSync(folder, { recursive: true, force: true });
  }
}

const placeOf = (document: vscode.TextDocument, key: string): vscode.Position => {
  const at = document.getText().indexOf(`"${key}"`);
  assert.ok(at >= 0, key);
  return document.positionAt(at + 1);
};

const textOf = (text: unknown): string =>
  text instanceof vscode.MarkdownString ? text.value : String(text);

/** As it is read: the server escapes what Markdown would take for its own. */
const isSaid = (text: string, expected: string): boolean =>
  text.replaceAll(/\\(?=\W)/g, '').includes(expected);

const requireHover = (
  document: vscode.TextDocument,
  key: string,
  expected: string,
): Promise<unknown> =>
  until(`“${expected}” of ${key}`, async () => {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      placeOf(document, key),
    );
    const text = hovers.flatMap(({ contents }) => contents.map(textOf)).join('\n');
    if (!isSaid(text, expected)) throw new Error(text);
    return true;
  });

/** Where the key stands, it is offered with what it means. */
const requireCompletion = (
  document: vscode.TextDocument,
  key: string,
  expected: string,
): Promise<unknown> =>
  until(`“${expected}” offered with ${key}`, async () => {
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      placeOf(document, key),
    );
    const item = items.find(({ label }) => label === key);
    if (!isSaid(textOf(item?.documentation), expected)) throw new Error(JSON.stringify(item));
    return true;
  });

const requireProblem = (
  document: vscode.TextDocument,
  message: string,
  value: string,
): Promise<unknown> =>
  until(`a problem of ${value}`, () => {
    const problems = vscode.languages.getDiagnostics(document.uri);
    const found = problems.find(({ range }) => document.getText(range) === value);
    if (!found?.message.includes(message)) throw new Error(JSON.stringify(problems));
    return true;
  });
