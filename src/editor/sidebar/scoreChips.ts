import * as vscode from 'vscode';
import { formatCount, formatShare } from '../../core/common/formatNumbers.ts';
import { missesIn, questionsIn } from '../../core/evaluation/scoreInWords.ts';
import type { Run } from '../run/run.ts';

/** Of the rows of runs, so that no other decoration is theirs. */
const scheme = 'cricket-lora-run';

/**
 * At the right edge of a run's row, where no description cuts it off: how many in a hundred questions were
 * answered exactly, and ✓ only for all.
 */
export class ScoreChips implements vscode.FileDecorationProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri[]>();
  readonly #chips = new Map<string, vscode.FileDecoration>();
  readonly #registration: vscode.Disposable;

  readonly onDidChangeFileDecorations = this.#changed.event;

  constructor() {
    this.#registration = vscode.window.registerFileDecorationProvider(this);
  }

  /** The resource of a run's row, with the score that it has by now. */
  uriOf({ folder, totals }: Pick<Run, 'folder' | 'totals'>): vscode.Uri {
    const uri = vscode.Uri.file(folder).with({ scheme });
    const chip = totals && chipOf(totals);
    if (chip?.badge !== this.#chips.get(uri.path)?.badge) {
      if (chip) this.#chips.set(uri.path, chip);
      else this.#chips.delete(uri.path);
      this.#changed.fire([uri]);
    }
    return uri;
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    return uri.scheme === scheme ? this.#chips.get(uri.path) : undefined;
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}

function chipOf(totals: NonNullable<Run['totals']>): vscode.FileDecoration | undefined {
  const questions = questionsIn(totals);
  if (questions === 0) return undefined;
  const exact = questions - missesIn(totals);
  const badge = exact === questions ? '✓' : String(Math.floor((100 * exact) / questions));
  return new vscode.FileDecoration(
    badge,
    vscode.l10n.t(
      '{0} of {1} questions answered exactly',
      formatShare(exact, questions),
      formatCount(questions),
    ),
  );
}
