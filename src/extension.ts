import * as vscode from 'vscode';
import { afterRun } from './editor/afterRun.ts';
import { askAgain } from './editor/askAgain.ts';
import { AskPanels } from './editor/askPanel.ts';
import { registerCommands } from './editor/commands.ts';
import { createCommands } from './editor/createCommands.ts';
import { registerDatasetEditing } from './editor/datasetEditing.ts';
import { DatasetProblems } from './editor/datasetProblems.ts';
import { DatasetsView } from './editor/datasetsView.ts';
import { Evaluations } from './editor/evaluations.ts';
import { EvaluationPanel, registerEvaluationPanels } from './editor/evaluationPanel.ts';
import { openCell } from './editor/openCell.ts';
import { openQuestion } from './editor/openQuestion.ts';
import { otherRuns } from './editor/otherRuns.ts';
import { registerQuestionHover } from './editor/questionHover.ts';
import { createRecallTests } from './editor/recallTests.ts';
import { RecipeView } from './editor/recipeView.ts';
import { restoreTests } from './editor/restoreTests.ts';
import { Runs } from './editor/runs.ts';
import { RunPanels } from './editor/runPanel.ts';
import { RunTable } from './editor/runTable.ts';
import { RunsView } from './editor/runsView.ts';
import { offerSignIn } from './editor/offerSignIn.ts';
import { createShowError } from './editor/showError.ts';
import { onDidChangeSkewLimit } from './editor/skewLimit.ts';
import { createStatusBar } from './editor/statusBar.ts';
import { TableHeatMap } from './editor/tableHeatMap.ts';
import { Targets } from './editor/targets.ts';
import { watchRunFolders } from './editor/watchRunFolders.ts';

export function activate(context: vscode.ExtensionContext): void {
  const { extensionPath, extensionUri } = context;
  const managedFolder = vscode.Uri.joinPath(context.globalStorageUri, 'python').fsPath;
  const log = vscode.window.createOutputChannel('Cricket LoRA', { log: true });
  const showError = createShowError(log);
  const targets = new Targets();
  const runs = new Runs(targets, showError);
  const problems = new DatasetProblems();
  const datasets = new DatasetsView();
  const runsView = new RunsView(runs);
  const recipe = new RecipeView();
  const evaluations = new Evaluations(runs);
  const heatMap = new TableHeatMap(evaluations, showError);
  const panel = {
    onOpenQuestion: openQuestion,
    onOpenCell: openCell,
    otherRuns: (folder: string) => otherRuns(runs, folder),
    onBug: showError,
  };
  const runParts = { extensionPath, managedFolder, log, runs, targets, problems };
  const tests = createRecallTests({ log, evaluations }, async (folder, asked) => {
    try {
      return await askAgain(folder, asked, runParts);
    } catch (error) {
      showError(error);
      return undefined;
    }
  });
  const rowOfTest: typeof tests.rowOf = (item) => tests.rowOf(item);
  const runPanels = new RunPanels(extensionUri, runs, showError);
  const askPanels = new AskPanels({ ...runParts, extensionUri, evaluations }, showError);
  const runTable = new RunTable({ ...runParts, extensionUri, panel, rowOfTest }, showError);
  const commands = createCommands({
    ...runParts,
    extensionUri,
    panel,
    datasets,
    rowOfTest,
    runPanels,
    askPanels,
    runTable,
    onError: showError,
  });

  registerEvaluationPanels(context, panel);
  context.subscriptions.push(
    ...[
      log,
      runs,
      targets,
      problems,
      datasets,
      runsView,
      recipe,
      tests,
      evaluations,
      heatMap,
      runPanels,
      askPanels,
      runTable,
    ],
    registerQuestionHover(evaluations),
    registerDatasetEditing({ problems, onError: showError }),
    createStatusBar(runs),
    offerSignIn(runs, showError),
    vscode.window.registerTreeDataProvider('cricketLora.datasets', datasets),
    vscode.window.registerTreeDataProvider('cricketLora.runs', runsView),
    vscode.window.registerTreeDataProvider('cricketLora.recipe', recipe),
    registerCommands(commands, showError),
    runs.onDidEnd((run) => {
      afterRun(run, { tests, evaluations }).catch(showError);
    }),
    onDidChangeSkewLimit(() => {
      evaluations.rescore();
      EvaluationPanel.rescore();
      restoreTests(runs, tests).catch(showError);
    }),
    watchRunFolders(runs, {
      onRead: () => {
        heatMap.drawAll();
        return restoreTests(runs, tests);
      },
      onError: showError,
    }),
  );
}
