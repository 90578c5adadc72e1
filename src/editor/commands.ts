import * as vscode from 'vscode';
import type { ShowError } from './common/showError.ts';

/** All commands and their arguments: a tree item or a file when invoked from a menu. */
export interface Commands {
  readonly 'cricketLora.generateDataset': (from?: unknown) => Promise<vscode.Uri | undefined>;
  readonly 'cricketLora.previewDataset': (from?: unknown) => Promise<void>;
  readonly 'cricketLora.importQuestions': (from?: unknown) => Promise<vscode.Uri | undefined>;
  readonly 'cricketLora.exportDataset': (from?: unknown) => Promise<vscode.Uri | undefined>;
  readonly 'cricketLora.addSampleTable': () => Promise<vscode.Uri | undefined>;
  readonly 'cricketLora.train': (from?: unknown) => Promise<string | undefined>;
  readonly 'cricketLora.preflight': (from?: unknown) => Promise<string | undefined>;
  readonly 'cricketLora.cancelTraining': (from?: unknown) => Promise<void>;
  readonly 'cricketLora.adoptRun': (from?: unknown) => Promise<void>;
  readonly 'cricketLora.resumeTraining': (from?: unknown) => Promise<void>;
  readonly 'cricketLora.evaluate': (from?: unknown) => Promise<void>;
  readonly 'cricketLora.evaluateBase': (from?: unknown) => Promise<void>;
  readonly 'cricketLora.evaluateWithLookUp': (from?: unknown) => Promise<void>;
  readonly 'cricketLora.evaluateOnDataset': (from?: unknown) => Promise<void>;
  readonly 'cricketLora.showEvaluation': (from?: unknown) => Promise<void>;
  readonly 'cricketLora.compareEvaluations': (from?: unknown) => Promise<void>;
  readonly 'cricketLora.showRun': (from?: unknown) => Promise<void>;
  readonly 'cricketLora.showRuns': () => Promise<void>;
  readonly 'cricketLora.focusOnFailedFacts': (from?: unknown) => Promise<vscode.Uri | undefined>;
  readonly 'cricketLora.exportModel': (from?: unknown) => Promise<void>;
  readonly 'cricketLora.exportNotebook': (from?: unknown) => Promise<vscode.Uri | undefined>;
  readonly 'cricketLora.pushToHub': (from?: unknown) => Promise<void>;
  readonly 'cricketLora.runInOllama': (from?: unknown) => Promise<void>;
  readonly 'cricketLora.importRun': (from?: unknown) => Promise<string | undefined>;
  readonly 'cricketLora.askTheModel': (from?: unknown) => Promise<void>;
  readonly 'cricketLora.openRunFolder': (from?: unknown) => Promise<void>;
  readonly 'cricketLora.setUpTrainer': () => Promise<void>;
  readonly 'cricketLora.removeInstalled': () => Promise<void>;
  readonly 'cricketLora.chooseTarget': () => Promise<void>;
  readonly 'cricketLora.checkTarget': () => Promise<void>;
  readonly 'cricketLora.cleanUpTarget': () => Promise<void>;
  readonly 'cricketLora.signIn': (from?: unknown) => Promise<void>;
  readonly 'cricketLora.showLog': (from?: unknown) => Promise<void>;
  readonly 'cricketLora.openRecipeSettings': () => Promise<void>;
  readonly 'cricketLora.openWalkthrough': () => Promise<void>;
  readonly 'cricketLora.newExperiment': (from?: unknown) => Promise<vscode.Uri | undefined>;
  readonly 'cricketLora.runExperiment': (from?: unknown) => Promise<void>;
  readonly 'cricketLora.pauseExperiment': (from?: unknown) => Promise<void>;
  readonly 'cricketLora.cancelExperiment': (from?: unknown) => Promise<void>;
  readonly 'cricketLora.showExperiment': (from?: unknown) => Promise<void>;
  /** Of the menu of an evaluation's row. Not in the palette. */
  readonly 'cricketLora.openCell': (from?: unknown) => Promise<void>;
  readonly 'cricketLora.openQuestion': (from?: unknown) => Promise<void>;
  readonly 'cricketLora.askQuestion': (from?: unknown) => Promise<void>;
  readonly 'cricketLora.renameRun': (from?: unknown) => Promise<void>;
  readonly 'cricketLora.openNotes': (from?: unknown) => Promise<void>;
  readonly 'cricketLora.deleteRun': (from?: unknown) => Promise<void>;
  readonly 'cricketLora.tryIt': () => Promise<string | undefined>;
  /** Of the dataset in front. */
  readonly 'cricketLora.openAsTable': (from?: unknown) => Promise<void>;
  readonly 'cricketLora.openAsText': (from?: unknown) => Promise<void>;
  readonly 'cricketLora.editQuestions': () => Promise<void>;
  /** The actions of the status bar item, for the run that it shows. Not in the palette. */
  readonly 'cricketLora.runActions': (from?: unknown) => Promise<void>;
}

/** Registers all commands. Errors are shown here; the caller gets undefined. */
export function registerCommands(commands: Commands, showError: ShowError): vscode.Disposable {
  const registrations = Object.entries(commands).map(
    ([id, command]: [string, (from?: unknown) => Promise<unknown>]) =>
      vscode.commands.registerCommand(id, async (from?: unknown) => {
        try {
          return await command(from);
        } catch (error) {
          showError(error);
          return undefined;
        }
      }),
  );
  return vscode.Disposable.from(...registrations);
}
