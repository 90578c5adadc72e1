import * as vscode from 'vscode';
import { addSampleTable } from './dataset/addSampleTable.ts';
import type { AskPanels } from './model/askPanel.ts';
import { adoptRunCommand } from './run/adoptRun.ts';
import { cancelTraining } from './run/cancelTraining.ts';
import { checkTargetCommand } from './target/checkTarget.ts';
import { chooseTargetCommand } from './target/chooseTarget.ts';
import { cleanUpTarget } from './target/cleanUpTarget.ts';
import type { Commands } from './commands.ts';
import type { GeneratedDatasets } from './dataset/generatedDatasets.ts';
import type { PreviewPanels } from './dataset/previewPanel.ts';
import {
  evaluateAgain,
  evaluateBase,
  evaluateOnDataset,
  evaluateWithLookUp,
} from './evaluation/evaluate.ts';
import {
  cancelExperiment,
  pauseExperiment,
  runExperiment,
  type ExperimentParts,
} from './experiment/controlExperiment.ts';
import type { ExperimentPanels } from './experiment/experimentPanel.ts';
import { newExperiment } from './experiment/newExperiment.ts';
import { focusOnFailedFacts } from './evaluation/focusOnFailedFacts.ts';
import { exportModelCommand } from './model/exportModel.ts';
import { exportNotebookCommand } from './model/exportNotebook.ts';
import { importRunCommand } from './model/importRun.ts';
import { generateDatasetCommand, type GenerateParts } from './dataset/generateDataset.ts';
import { exportDatasetCommand } from './dataset/exportDataset.ts';
import { openDatasetAs } from './dataset/openDataset.ts';
import { importQuestionsCommand } from './dataset/importQuestions.ts';
import { openNotesCommand, renameRun } from './run/renameRun.ts';
import { pushToHubCommand } from './model/pushToHub.ts';
import { runInOllama } from './model/runInOllama.ts';
import { removeInstalledCommand } from './model/removeInstalled.ts';
import { resumeTraining } from './run/resumeTraining.ts';
import { runActions } from './run/runActions.ts';
import { deleteRun } from './run/deleteRuns.ts';
import { openRunFolder, showLog } from './run/runFiles.ts';
import type { RunPanels } from './run/runPanel.ts';
import type { RunParts } from './run/runParts.ts';
import type { RunsPanel } from './run/runsPanel.ts';
import { setUpTrainerCommand } from './target/setUpTrainer.ts';
import {
  compareEvaluations,
  openRow,
  showEvaluation,
  type EvaluationParts,
} from './evaluation/showEvaluation.ts';
import { tryIt } from './evaluation/tryIt.ts';
import { signIn } from './run/signIn.ts';
import { preflight, train } from './run/train.ts';

/** Binds each command to its function. */
export function createCommands(
  parts: RunParts &
    GenerateParts &
    ExperimentParts &
    EvaluationParts & {
      readonly generated: GeneratedDatasets;
      readonly previewPanels: PreviewPanels;
      readonly runPanels: RunPanels;
      readonly askPanels: AskPanels;
      readonly runTable: RunsPanel;
      readonly experimentPanels: ExperimentPanels;
    },
): Commands {
  const { extensionPath, generated, runs } = parts;
  const { previewPanels, runPanels, askPanels, runTable, experimentPanels } = parts;
  return {
    'cricketLora.generateDataset': (from) => generateDatasetCommand(from, parts),
    'cricketLora.previewDataset': (from) => previewPanels.show(from),
    'cricketLora.importQuestions': (from) => importQuestionsCommand(from),
    'cricketLora.exportDataset': (from) => exportDatasetCommand(from),
    'cricketLora.addSampleTable': () => addSampleTable(extensionPath),
    'cricketLora.train': (from) => train(from, parts),
    'cricketLora.preflight': (from) => preflight(from, parts),
    'cricketLora.cancelTraining': (from) => cancelTraining(from, parts),
    'cricketLora.adoptRun': (from) => adoptRunCommand(from, parts),
    'cricketLora.resumeTraining': (from) => resumeTraining(from, parts),
    'cricketLora.evaluate': (from) => evaluateAgain(from, parts),
    'cricketLora.evaluateBase': (from) => evaluateBase(from, parts),
    'cricketLora.evaluateWithLookUp': (from) => evaluateWithLookUp(from, parts),
    'cricketLora.evaluateOnDataset': (from) => evaluateOnDataset(from, parts),
    'cricketLora.showEvaluation': (from) => showEvaluation(from, parts),
    'cricketLora.compareEvaluations': (from) => compareEvaluations(from, parts),
    'cricketLora.showRun': (from) => runPanels.show(from),
    'cricketLora.showRuns': () => runTable.show(),
    'cricketLora.focusOnFailedFacts': (from) => focusOnFailedFacts(from, parts),
    'cricketLora.exportModel': (from) => exportModelCommand(from, parts),
    'cricketLora.exportNotebook': (from) => exportNotebookCommand(from),
    'cricketLora.pushToHub': (from) => pushToHubCommand(from, parts),
    'cricketLora.runInOllama': (from) => runInOllama(from, parts),
    'cricketLora.importRun': (from) => importRunCommand(from, parts),
    'cricketLora.askTheModel': (from) => askPanels.show(from),
    'cricketLora.openRunFolder': (from) => openRunFolder(from, parts),
    'cricketLora.setUpTrainer': () => setUpTrainerCommand(parts),
    'cricketLora.removeInstalled': () => removeInstalledCommand(parts),
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
    'cricketLora.newExperiment': (from) => newExperiment(from, parts),
    'cricketLora.runExperiment': (from) => runExperiment(from, parts),
    'cricketLora.pauseExperiment': (from) => pauseExperiment(from, parts),
    'cricketLora.cancelExperiment': (from) => cancelExperiment(from, parts),
    'cricketLora.showExperiment': (from) => experimentPanels.show(from),
    'cricketLora.openCell': (from) => openRow(from, 'cell', parts),
    'cricketLora.openQuestion': (from) => openRow(from, 'line', parts),
    'cricketLora.askQuestion': (from) => openRow(from, 'ask', parts),
    'cricketLora.renameRun': (from) => renameRun(from, parts),
    'cricketLora.openNotes': (from) => openNotesCommand(from, parts),
    'cricketLora.deleteRun': (from) => deleteRun(from, parts),
    'cricketLora.tryIt': () => tryIt(parts),
    'cricketLora.openAsTable': (from) => openDatasetAs('table', from),
    'cricketLora.openAsText': (from) => openDatasetAs('text', from),
    'cricketLora.editQuestions': () => generated.edit(),
    'cricketLora.runActions': (from) => runActions(from, runs),
  };
}
