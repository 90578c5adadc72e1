import { isTrained } from '../../core/dataset/question.ts';
import * as vscode from 'vscode';
import { promptText, type PromptRenderers, type RenderedLine } from './promptRenderers.ts';

/** Maximum number of lines with a lens: more would slow down the editor. */
const mostLines = 10_000;
const scheme = 'cricket-lora-prompt';
/** Command of the lens, not in the palette. */
const showCommand = 'cricketLora.showPrompt';

/**
 * Shows the trained tokens above each line of questions.jsonl; a click shows the whole prompt.
 * `cricketLora.dataset.lens` turns it off.
 */
export function registerPromptLens(renderers: PromptRenderers): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const prompts = new Prompts();
  return vscode.Disposable.from(
    changed,
    prompts,
    vscode.workspace.registerTextDocumentContentProvider(scheme, prompts),
    vscode.workspace.onDidChangeConfiguration((event) => {
      const matters = ['cricketLora.base', 'cricketLora.dataset.lens'];
      if (matters.some((key) => event.affectsConfiguration(key))) changed.fire();
    }),
    vscode.languages.registerCodeLensProvider(
      { scheme: 'file', pattern: '**/questions.jsonl' },
      {
        onDidChangeCodeLenses: changed.event,
        // Without a tokenizer there is nothing to say: no line is moved for an empty lens.
        provideCodeLenses: async (document) =>
          isOn(document) && (await renderers.canRender(document)) ? lensesOf(document) : [],
        resolveCodeLens: async (lens) => {
          if (!(lens instanceof LineLens)) return lens;
          const { document, range } = lens;
          const rendered = await renderers.render(document, document.lineAt(range.start).text);
          lens.command =
            rendered === undefined
              ? { title: '', command: '' }
              : { title: titleOf(rendered), command: showCommand, arguments: [rendered] };
          return lens;
        },
      },
    ),
    vscode.commands.registerCommand(showCommand, (rendered: RenderedLine) =>
      prompts.show(rendered),
    ),
  );
}

class LineLens extends vscode.CodeLens {
  readonly document: vscode.TextDocument;

  constructor(document: vscode.TextDocument, line: number) {
    super(new vscode.Range(line, 0, line, 0));
    this.document = document;
  }
}

const isOn = ({ uri }: vscode.TextDocument): boolean =>
  vscode.workspace.getConfiguration('cricketLora.dataset', uri).get<boolean>('lens', true);

function lensesOf(document: vscode.TextDocument): LineLens[] {
  const lines = Math.min(mostLines, document.lineCount);
  return Array.from({ length: lines }, (_, line) => line)
    .filter((line) => !document.lineAt(line).isEmptyOrWhitespace)
    .map((line) => new LineLens(document, line));
}

/** A lens has one line: line breaks in tokens are shown as symbols. */
const titleOf = ({ promptTokens, trained, question, comesBack }: RenderedLine): string =>
  [
    vscode.l10n.t(
      '{0} tokens, then {1}: {2}',
      promptTokens,
      isTrained(question.split) ? vscode.l10n.t('trained') : vscode.l10n.t('asked for'),
      `▏${trained.join('▏').replaceAll('\n', '⏎')}▏`,
    ),
    ...(comesBack ? [] : [vscode.l10n.t('$(warning) not given back character for character')]),
  ].join(' · ');

/** Read-only documents that show a rendered question, reusing one tab. */
class Prompts implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #uri = vscode.Uri.from({ scheme, path: '/What the model sees.txt' });
  #text = '';

  provideTextDocumentContent(): string {
    return this.#text;
  }

  async show(rendered: RenderedLine): Promise<void> {
    this.#text = promptText(rendered);
    this.#changed.fire(this.#uri);
    await vscode.window.showTextDocument(this.#uri, {
      viewColumn: vscode.ViewColumn.Beside,
      preserveFocus: true,
      preview: true,
    });
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
