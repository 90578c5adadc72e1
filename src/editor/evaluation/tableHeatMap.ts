import { inWords } from '../common/inWords.ts';
import { debounce } from '../../core/common/debounce.ts';
import { isTablePath, tableGlob } from '../../core/table/tableFiles.ts';
import * as vscode from 'vscode';
import { heatLevels, type HeatLevel } from '../../core/evaluation/heatDrawing.ts';
import type { HeatCell } from '../../core/evaluation/heatMap.ts';
import { missInWords, nothing } from '../../core/evaluation/verdictNames.ts';
import { escapeMarkdown } from '../common/escapeMarkdown.ts';
import { evaluationLink } from './evaluationLink.ts';
import { questionsPathOfTable, type EvaluationCache } from './evaluationCache.ts';
import { runLabel } from '../run/runTexts.ts';
import type { Run } from '../run/run.ts';

/** Maximum number of characters of a coloured table: VS Code slows down with more decorations. */
const longestTable = 1_000_000;
/** Milliseconds without an edit after which colours are updated. */
const settling = 300;

interface Drawn {
  readonly version: number;
  readonly run: Run;
}

/**
 * Shows a table as a heat map: every cell that was asked about is coloured, and marked in the
 * overview ruler, by how many of its phrasings the newest run recalls. Edited cells are marked as
 * stale.
 */
export class TableHeatMap implements vscode.Disposable, vscode.HoverProvider {
  readonly #evaluations: EvaluationCache;
  readonly #onBroken: (error: unknown) => void;
  readonly #drawn = new Map<string, Drawn>();
  readonly #levels: readonly vscode.TextEditorDecorationType[];
  readonly #owned: vscode.Disposable[];

  constructor(evaluations: EvaluationCache, onBroken: (error: unknown) => void) {
    this.#evaluations = evaluations;
    this.#onBroken = onBroken;
    this.#levels = heatLevels.map(createLevel);
    const later = debounce(settling, () => {
      this.drawAll();
    });
    this.#owned = [
      new vscode.Disposable(later.cancel),
      ...this.#levels,
      vscode.window.onDidChangeVisibleTextEditors(later),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (isTable(document)) later();
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#drawn.delete(uri.toString())),
      evaluations.onDidChange(later),
      vscode.languages.registerHoverProvider({ scheme: 'file', pattern: tableGlob }, this),
    ];
  }

  /** Colours every visible table. */
  drawAll(): void {
    for (const editor of vscode.window.visibleTextEditors)
      if (isTable(editor.document)) this.#draw(editor).catch(this.#onBroken);
  }

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.Hover | undefined> {
    const drawn = this.#drawn.get(document.uri.toString());
    if (drawn?.version !== document.version) return undefined;
    const { run } = drawn;
    const cell = await this.#evaluations.of(run.folder).heatCell(document.offsetAt(position));
    return cell && new vscode.Hover(hoverOf(cell, run), rangeOf(document, cell.start, cell.end));
  }

  dispose(): void {
    for (const owned of this.#owned) owned.dispose();
  }

  async #draw(editor: vscode.TextEditor): Promise<void> {
    const { document } = editor;
    const run = this.#evaluations.latestOf(questionsPathOfTable(document.uri.fsPath));
    const text = run === undefined ? '' : document.getText();
    if (run === undefined || text.length > longestTable) return;
    const { version } = document;
    const drawing = await this.#evaluations.of(run.folder).heatMap(text);
    // A later edit schedules its own update.
    if (document.isClosed || document.version !== version) return;
    this.#drawn.set(document.uri.toString(), { version, run });
    heatLevels.forEach((level, at) => {
      const decoration = this.#levels[at];
      if (decoration) editor.setDecorations(decoration, rangesOf(document, drawing[level]));
    });
  }
}

const isTable = ({ uri }: vscode.TextDocument): boolean =>
  uri.scheme === 'file' && isTablePath(uri.path);

/** Theme colours plus distinct underlines: never colour alone. */
function createLevel(level: HeatLevel): vscode.TextEditorDecorationType {
  const colours = {
    all: 'testing.iconPassed',
    some: 'charts.yellow',
    none: 'testing.iconFailed',
    stale: 'disabledForeground',
  };
  const underlines = { all: 'none', some: 'dotted', none: 'solid', stale: 'dashed' };
  const colour = new vscode.ThemeColor(colours[level]);
  return vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor(backgrounds[level]),
    borderWidth: '0 0 2px 0',
    borderStyle: underlines[level],
    borderColor: colour,
    ...(level !== 'all' && { overviewRulerColor: colour }),
    overviewRulerLane: vscode.OverviewRulerLane.Right,
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
}

/** Contributed in package.json for every kind of theme. */
const backgrounds: Readonly<Record<HeatLevel, string>> = {
  all: 'cricketLora.recalledBackground',
  some: 'cricketLora.partlyRecalledBackground',
  none: 'cricketLora.notRecalledBackground',
  stale: 'cricketLora.staleBackground',
};

function rangesOf(document: vscode.TextDocument, places: Uint32Array): vscode.Range[] {
  const ranges: vscode.Range[] = [];
  for (let at = 0; at < places.length; at += 2)
    ranges.push(rangeOf(document, places[at] ?? 0, places[at + 1] ?? 0));
  return ranges;
}

const rangeOf = (document: vscode.TextDocument, start: number, end: number): vscode.Range =>
  new vscode.Range(document.positionAt(start), document.positionAt(end));

function hoverOf(cell: HeatCell, run: Run): vscode.MarkdownString {
  const { rows, recalled, golden, now, entity, fact } = cell;
  const [first] = rows;
  const lines = rows.map((row) => {
    const { question, verdict, output } = row;
    const mark = verdict === 'exact' ? '✅' : '❌';
    const said =
      output.trim() === '' ? inWords(nothing) : escapeMarkdown(output.trim().slice(0, 200));
    const asked = vscode.l10n.t('phrasing {0}, {1}', question.phrasing, question.split);
    const why = verdict === 'exact' ? '' : ` — ${missInWords(row, vscode.l10n.t)}`;
    return `- ${mark} ${asked}: ${said}${why}`;
  });
  const text = new vscode.MarkdownString(
    [
      vscode.l10n.t(
        '**{0}**, {1}: recalled in {2}/{3} phrasings ({4})',
        escapeMarkdown(entity),
        escapeMarkdown(first?.question.statistic ?? ''),
        recalled,
        rows.length,
        escapeMarkdown(runLabel(run)),
      ),
      ...(now === undefined
        ? []
        : [
            vscode.l10n.t(
              '$(warning) Stale: this cell was {0} when it was asked about. Generate the dataset again, then train or evaluate.',
              escapeMarkdown(golden),
            ),
          ]),
      lines.join('\n'),
      evaluationLink(run.folder, fact),
    ].join('\n\n'),
    true,
  );
  text.isTrusted = { enabledCommands: ['cricketLora.showEvaluation'] };
  return text;
}
