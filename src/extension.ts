import * as vscode from 'vscode';
import { afterRun } from './editor/evaluation/afterRun.ts';
import { askAgain } from './editor/evaluation/askAgain.ts';
import { AskPanels } from './editor/model/askPanel.ts';
import { answerEffort } from './core/run/answerEffort.ts';
import { askedOf } from './core/dataset/question.ts';
import { followToBoards } from './editor/boards/followToBoards.ts';
import { registerCommands } from './editor/commands.ts';
import { createCommands } from './editor/createCommands.ts';
import { registerDatasetEditing } from './editor/problems/registerDatasetEditing.ts';
import { DatasetProblems } from './editor/problems/datasetProblems.ts';
import { PreviewPanels } from './editor/dataset/previewPanel.ts';
import { registerDatasetEditor } from './editor/dataset/datasetEditor.ts';
import { GeneratedDatasets } from './editor/dataset/generatedDatasets.ts';
import { EvaluationCache } from './editor/evaluation/evaluationCache.ts';
import { registerEvaluationEditor } from './editor/evaluation/evaluationEditor.ts';
import { EvaluationPanels } from './editor/evaluation/evaluationPanel.ts';
import { registerFailureLens } from './editor/evaluation/failureLens.ts';
import { openCell } from './editor/evaluation/openCell.ts';
import { openQuestion } from './editor/evaluation/openQuestion.ts';
import { otherRuns } from './editor/evaluation/otherRuns.ts';
import { registerQuestionHover } from './editor/evaluation/questionHover.ts';
import { createRecallTests } from './editor/evaluation/recallTests.ts';
import { RecipeView } from './editor/sidebar/recipeView.ts';
import { ScoreChips } from './editor/sidebar/scoreChips.ts';
import { TablesView } from './editor/sidebar/tablesView.ts';
import { WorkspaceFiles } from './editor/sidebar/workspaceFiles.ts';
import { restoreTests } from './editor/evaluation/restoreTests.ts';
import { Runs } from './editor/run/runs.ts';
import { RunPanels } from './editor/run/runPanel.ts';
import { RunsPanel } from './editor/run/runsPanel.ts';
import { offerSignIn } from './editor/run/offerSignIn.ts';
import { ContextKeys } from './editor/common/contextKeys.ts';
import { runContexts } from './editor/run/runContexts.ts';
import { createShowError } from './editor/common/showError.ts';
import { onDidChangeSkewLimit } from './editor/settings/skewLimit.ts';
import { nameIn } from './editor/run/runTexts.ts';
import { createStatusBar } from './editor/run/statusBar.ts';
import { TableHeatMap } from './editor/evaluation/tableHeatMap.ts';
import { Targets } from './editor/target/targets.ts';
import { registerTools } from './editor/tools/registerTools.ts';
import { watchWorkspaceContexts } from './editor/workspaceContexts.ts';
import { watchRunFolders } from './editor/run/watchRunFolders.ts';
import { PromptRenderers } from './editor/prompt/promptRenderers.ts';
import { datasetAnswers } from './editor/evaluation/datasetAnswers.ts';
import { ExperimentThread } from './host/experiment/experimentThread.ts';
import { goOnWithInterrupted } from './editor/experiment/controlExperiment.ts';
import { ExperimentPanels } from './editor/experiment/experimentPanel.ts';
import { Experiments } from './editor/experiment/experiments.ts';
import { ExperimentsView } from './editor/experiment/experimentsView.ts';
import { PromptThread } from './host/threads/promptThread.ts';

export function activate(context: vscode.ExtensionContext): void {
  const { extensionPath, extensionUri } = context;
  const managedFolder = vscode.Uri.joinPath(context.globalStorageUri, 'python').fsPath;
  const log = vscode.window.createOutputChannel('Cricket LoRA', { log: true });
  const showError = createShowError(log);
  const contexts = new ContextKeys();
  const targets = new Targets();
  const runs = new Runs(targets, showError);
  const problems = new DatasetProblems();
  const prompts = new PromptThread();
  const files = new WorkspaceFiles();
  const chips = new ScoreChips();
  const generated = new GeneratedDatasets(showError);
  const tables = new TablesView(runs, files, chips);
  const recipe = new RecipeView();
  const evaluations = new EvaluationCache(runs);
  const heatMap = new TableHeatMap(evaluations, showError);
  const evaluationPanels = new EvaluationPanels(extensionUri, {
    onOpenQuestion: openQuestion,
    onOpenCell: openCell,
    onAsk: (folder, question) =>
      vscode.commands.executeCommand('cricketLora.askTheModel', {
        folder,
        question: askedOf(question),
      }),
    historyOf: (folder, id) => evaluations.earlierOutputs(folder, id),
    onEvaluated: (folder) => void runs.scored(folder).catch(showError),
    otherRuns: (folder: string) => otherRuns(runs, folder),
    nameOf: (folder) => nameIn(runs, folder),
    onDidRename: runs.onDidChange,
    effortOf: (folder) => answerEffort(runs.get(folder)?.state.predicted),
    onBug: showError,
  });
  const experiments = new Experiments(runs.onDidChange);
  const experimentThread = new ExperimentThread();
  const runParts = {
    extensionPath,
    managedFolder,
    log,
    contexts,
    runs,
    targets,
    problems,
    experiments,
    evaluations,
    onDidGenerate: (questions: vscode.Uri): void => {
      files.refresh();
      generated.generated(questions);
    },
  };
  const tests = createRecallTests({ log, evaluations }, async (folder, asked) => {
    try {
      return await askAgain(folder, asked, runParts);
    } catch (error) {
      showError(error);
      return undefined;
    }
  });
  const rowOfTest: typeof tests.rowOf = (item) => tests.rowOf(item);
  const previewPanels = new PreviewPanels({ extensionUri, prompts, onError: showError });
  const runPanels = new RunPanels(extensionUri, runs, showError);
  const askPanels = new AskPanels({ ...runParts, extensionUri }, showError);
  const onCompare = (runFolder: string, earlier: string): void => {
    evaluationPanels.show(runFolder).compareWith(earlier);
  };
  const runTable = new RunsPanel({ runs, extensionUri, onCompare }, showError);
  const experimentPanels = new ExperimentPanels({
    extensionUri,
    experiments,
    thread: experimentThread,
    onCompare,
    onBug: showError,
  });
  const commands = createCommands({
    ...runParts,
    previewPanels,
    evaluationPanels,
    generated,
    rowOfTest,
    runPanels,
    askPanels,
    runTable,
    experimentPanels,
  });

  context.subscriptions.push(
    ...[
      log,
      runs,
      targets,
      problems,
      prompts,
      files,
      chips,
      generated,
      tables,
      recipe,
      tests,
      evaluations,
      heatMap,
      previewPanels,
      evaluationPanels,
      runPanels,
      askPanels,
      runTable,
      experiments,
      experimentThread,
      experimentPanels,
    ],
    registerQuestionHover(evaluations),
    registerFailureLens(evaluations),
    registerEvaluationEditor(evaluationPanels),
    registerDatasetEditor({
      ...{ extensionUri, problems, generated, onBug: showError },
      prompts: new PromptRenderers(prompts),
      answers: datasetAnswers(evaluations),
    }),
    registerDatasetEditing({ problems, prompts, onError: showError }),
    createStatusBar(runs),
    offerSignIn(runs, showError),
    followToBoards(runs, runParts),
    vscode.window.registerTreeDataProvider('cricketLora.tables', tables),
    vscode.window.registerTreeDataProvider('cricketLora.recipe', recipe),
    vscode.window.registerTreeDataProvider(
      'cricketLora.experiments',
      new ExperimentsView(experiments),
    ),
    registerCommands(commands, showError),
    registerTools(runParts, showError),
    watchWorkspaceContexts(contexts, showError),
    runs.onDidChange(() => {
      contexts.set({ ...runContexts(runs.list()) });
    }),
    runs.onDidEnd((run) => {
      afterRun(run, { tests, evaluations, evaluationPanels, runs }).catch(showError);
    }),
    onDidChangeSkewLimit(() => {
      evaluations.rescore();
      evaluationPanels.rescore();
      restoreTests(runs, tests).catch(showError);
    }),
    watchRunFolders(runs, {
      onRead: () => {
        goOnWithInterrupted(runParts).catch(showError);
        heatMap.drawAll();
        return restoreTests(runs, tests);
      },
      onError: showError,
    }),
  );
}
