import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { RequestHandlers } from '../../core/pages/answerRequest.ts';
import type { AskRequests } from '../../core/pages/askMessages.ts';
import { UserError } from '../../core/common/userError.ts';
import type { AskModel } from '../../host/ask/askModel.ts';
import { exportedPrecisions } from '../../host/onnx/exportFiles.ts';
import { notAdopted } from '../../host/target/foreignRun.ts';
import { isAdopted } from '../run/adoptRun.ts';
import { chooseRun } from '../run/chooseRun.ts';
import { isPredicted, hasAdapter } from '../run/run.ts';
import type { EvaluationCache } from '../evaluation/evaluationCache.ts';
import { openModel } from './openModel.ts';
import { servePage } from '../page/servePage.ts';
import { Panels, runFolderIn } from '../page/panels.ts';
import type { RunParts } from '../run/runParts.ts';
import { nameIn, runLabelInFull } from '../run/runTexts.ts';
import { isTrustedFor } from '../common/trust.ts';

/** Number of questions suggested. */
const suggestionCount = 200;

type Parts = RunParts & {
  readonly extensionUri: vscode.Uri;
  readonly evaluations: EvaluationCache;
};

/** Panels for asking a run's model. */
export class AskPanels implements vscode.Disposable {
  readonly #parts: Parts;
  readonly #onBug: (error: unknown) => void;
  readonly #panels: Panels;
  /** To be asked, by run. */
  readonly #questions = new Map<string, string>();
  readonly #asked = new vscode.EventEmitter<void>();

  constructor(parts: Parts, onBug: (error: unknown) => void) {
    this.#parts = parts;
    this.#onBug = onBug;
    this.#panels = new Panels({
      viewType: 'cricketLora.ask',
      title: vscode.l10n.t('Ask the Model'),
      icon: 'comment-discussion',
      keyOf: runFolderIn,
      serve: (panel, runFolder) => {
        this.#serve(panel, runFolder);
      },
    });
  }

  /**
   * The command Ask the Model: shows the base's and the adapter's answers to typed questions, token
   * by token.
   */
  async show(from: unknown): Promise<void> {
    const run = await chooseRun(this.#parts.runs, from, {
      title: vscode.l10n.t('Ask the Model'),
      afterEnd: true,
      fits: (one) => isPredicted(one) && (isExported(one.folder) || hasAdapter(one)),
      otherwise: new UserError(
        vscode.l10n.t(
          'There is no model to ask yet: no run has an adapter and has asked all its questions. Train one.',
        ),
        'train',
      ),
    });
    if (run === undefined) return;
    const question = questionIn(from);
    if (question !== undefined) this.#questions.set(run.folder, question);
    this.#panels.show(run.folder);
    this.#asked.fire();
  }

  dispose(): void {
    this.#asked.dispose();
    this.#panels.dispose();
  }

  #serve(panel: vscode.WebviewPanel, runFolder: string): void {
    const evaluation = () => this.#parts.evaluations.of(runFolder);
    let model: Promise<AskModel> | undefined;
    const answers: RequestHandlers<AskRequests> = {
      open: async () => {
        const run = this.#parts.runs.get(runFolder);
        const question = this.#questions.get(runFolder);
        this.#questions.delete(runFolder);
        return {
          runFolder,
          ...(question !== undefined && { question }),
          title: run === undefined ? basename(runFolder) : runLabelInFull(run),
          // A run without answers can still be asked.
          suggestions: await evaluation().suggestions(suggestionCount).catch(orNone),
        };
      },
      ask: async ({ question, lookUp }) => {
        model ??= this.#modelOf(runFolder);
        // Try again next time: an export or the trainer's environment may be available by then.
        model.catch(() => (model = undefined));
        return (await model).ask(question, { withLookUp: lookUp });
      },
    };
    panel.onDidDispose(() => {
      void model?.then(
        (one) => {
          one.dispose();
        },
        () => undefined,
      );
    });
    servePage(panel, this.#parts.extensionUri, {
      name: 'ask',
      title: () => vscode.l10n.t('Ask: {0}', nameIn(this.#parts.runs, runFolder)),
      onDidRename: this.#parts.runs.onDidChange,
      answers,
      onDidChange: this.#asked.event,
      onBug: this.#onBug,
    });
  }

  async #modelOf(runFolder: string): Promise<AskModel> {
    // Models, templates and tokenizers are programs in all but name.
    if (!vscode.workspace.isTrusted) {
      // Offered beside the page, which does not wait for it.
      void isTrustedFor(vscode.l10n.t('Asking'));
      throw new UserError(
        vscode.l10n.t('Asking loads the run’s model, which takes a trusted workspace.'),
      );
    }
    const run = this.#parts.runs.get(runFolder);
    if (run === undefined || !(await isAdopted(run, vscode.l10n.t('Asking'), this.#parts.runs)))
      throw notAdopted(runFolder);
    return openModel(runFolder, this.#parts);
  }
}

function questionIn(from: unknown): string | undefined {
  const has = typeof from === 'object' && from !== null && 'question' in from;
  return has && typeof from.question === 'string' ? from.question : undefined;
}

function orNone(error: unknown): string[] {
  if (error instanceof UserError) return [];
  throw error;
}

const isExported = (runFolder: string): boolean => exportedPrecisions(runFolder).length > 0;
