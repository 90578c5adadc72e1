import * as vscode from 'vscode';
import { addSampleTable } from './addSampleTable.ts';
import type { AskPanels } from './askPanel.ts';
import { cancelTraining } from './cancelTraining.ts';
import { checkTargetCommand } from './checkTarget.ts';
import { chooseTargetCommand } from './chooseTarget.ts';
import { cleanUpTarget } from './cleanUpTarget.ts';
import type { Commands } from './commands.ts';
import type { DatasetsView } from './datasetsView.ts';
import { previewDatasetCommand } from './datasetPreview.ts';
import { evaluateAgain, evaluateBase, evaluateOnDataset } from './evaluate.ts';
import { focusOnFailedFacts } from './focusOnFailedFacts.ts';
import { exportModelCommand } from './exportModel.ts';
import { generateDatasetCommand } from './generateDataset.ts';
import { importQuestionsCommand } from './importQuestions.ts';
import { resumeTraining } from './resumeTraining.ts';
import { runActions } from './runActions.ts';
import { openRunFolder, showLog } from './runFiles.ts';
import type { RunPanels } from './runPanel.ts';
import type { RunParts } from './runParts.ts';
import type { RunTable } from './runTable.ts';
import { setUpTrainerCommand } from './setUpTrainer.ts';
import { compareEvaluations, showEvaluation, type EvaluationParts } from './showEvaluation.ts';
import type { ShowError } from './showError.ts';
import { signIn } from './signIn.ts';
import { preflight, train } from './train.ts';

/** Which function each command is. */
export function createCommands(
  parts: RunParts &
    EvaluationParts & {
      readonly datasets: DatasetsView;
      readonly onError: ShowError;
      readonly runPanels: RunPanels;
      readonly askPanels: AskPanels;
      readonly runTable: RunTable;
    },
): Commands {
  const {
    extensionPath,
    extensionUri,
    problems,
    datasets,
    runs,
    onError,
    runPanels,
    askPanels,
    runTable,
  } = parts;
  const onDidGenerate = (): void => {
    datasets.refresh();
  };
  return {
    'cricketLora.generateDataset': (from) =>
      generateDatasetCommand(from, { problems, onDidGenerate }),
    'cricketLora.previewDataset': (from) => previewDatasetCommand(from, { extensionUri, onError }),
    'cricketLora.importQuestions': (from) => importQuestionsCommand(from),
    'cricketLora.addSampleTable': () => addSampleTable(extensionPath),
    'cricketLora.train': (from) => train(from, parts),
    'cricketLora.preflight': (from) => preflight(from, parts),
    'cricketLora.cancelTraining': (from) => cancelTraining(from, parts),
    'cricketLora.resumeTraining': (from) => resumeTraining(from, parts),
    'cricketLora.evaluate': (from) => evaluateAgain(from, parts),
    'cricketLora.evaluateBase': (from) => evaluateBase(from, parts),
    'cricketLora.evaluateOnDataset': (from) => evaluateOnDataset(from, parts),
    'cricketLora.showEvaluation': (from) => showEvaluation(from, parts),
    'cricketLora.compareEvaluations': (from) => compareEvaluations(from, parts),
    'cricketLora.showRun': (from) => runPanels.show(from),
    'cricketLora.showRuns': () => runTable.show(),
    'cricketLora.focusOnFailedFacts': (from) => focusOnFailedFacts(from, parts),
    'cricketLora.exportModel': (from) => exportModelCommand(from, parts),
    'cricketLora.askTheModel': (from) => askPanels.show(from),
    'cricketLora.openRunFolder': (from) => openRunFolder(from, parts),
    'cricketLora.setUpTrainer': () => setUpTrainerCommand(parts),
    'cricketLora.chooseTarget': () => chooseTargetCommand(),
    'cricketLora.checkTarget': () => checkTargetCommand(parts),
    'cricketLora.cleanUpTarget': () => cleanUpTarget(parts),
    'cricketLora.signIn': (from) => signIn(from, parts),
    'cricketLora.showLog': (from) => showLog(from, parts),
    'cricketLora.openRecipeSettings': async () => {
      await vscode.commands.executeCommand('workbench.action.openSettings', 'cricketLora.recipe');
    },
    'cricketLora.openWalkthrough': async () => {
      await vscode.commands.executeCommand(
        'workbench.action.openWalkthrough',
        'cricket-lora.cricket-lora#start',
      );
    },
    'cricketLora.runActions': (from) => runActions(from, runs),
  };
}
