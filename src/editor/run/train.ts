import * as vscode from 'vscode';
import { localTargetName } from '../../core/target/targetSetting.ts';
import { resolveRecipe } from '../../core/recipe/resolveRecipe.ts';
import { baseOnTarget } from '../../host/base/baseOnTarget.ts';
import { questionsPerEpoch } from '../../core/recipe/estimateTraining.ts';
import { surveyQuestions } from '../../host/dataset/readQuestions.ts';
import { readFocus } from '../../host/evaluation/focus.ts';
import { createRun } from '../../host/run/runFolder.ts';
import { chooseDataset } from '../dataset/chooseDataset.ts';
import { confirmBase } from './confirmBase.ts';
import type { RunParts } from './runParts.ts';
import { readProbes } from '../settings/probes.ts';
import { readSettings, type Settings } from '../settings/settings.ts';
import { prepareStart, startOnTarget, type ChosenTarget } from './startOnTarget.ts';
import { isTrustedFor } from '../common/trust.ts';
import { runsFolderOf, workspaceFolderOf } from '../common/workspaceFolder.ts';
import { showWarning } from '../common/say.ts';
import { runName } from './runTexts.ts';

/**
 * The command Train: creates a run of a dataset with the configured recipe and base, and starts it.
 * All checks come before the run folder is created.
 *
 * @returns the run folder, or undefined when a dialog was dismissed
 */
export function train(from: unknown, parts: RunParts): Promise<string | undefined> {
  return startOnDataset(from, parts, 'train');
}

/**
 * The command Preflight: measures what Train would need, with the same dataset, recipe, base and
 * target.
 */
export function preflight(from: unknown, parts: RunParts): Promise<string | undefined> {
  return startOnDataset(from, parts, 'preflight');
}

/** What a run is to be made with, whatever is set. */
interface Chosen extends Partial<Settings> {
  /** The target, where it is being prepared already. */
  readonly where?: Promise<ChosenTarget>;
}

/** Trains a dataset as Train does, with another base, target and recipe than those that are set. */
export const trainOn = (
  questions: vscode.Uri,
  parts: RunParts,
  chosen: Chosen,
): Promise<string | undefined> => startOnDataset(questions, parts, 'train', chosen);

async function startOnDataset(
  from: unknown,
  parts: RunParts,
  operation: 'train' | 'preflight',
  { where: prepared, ...chosen }: Chosen = {},
): Promise<string | undefined> {
  const { target } = { ...readSettings(), ...chosen };
  if (!(await isTrustedFor(vscode.l10n.t('Training'))) || !(await mayStart(parts, target)))
    return undefined;
  const questionsUri = await chooseDataset(from);
  if (questionsUri === undefined) return undefined;
  const folder = await workspaceFolderOf(questionsUri);
  if (folder === undefined) return undefined;
  const settings = { ...readSettings(questionsUri), ...chosen };
  const focus = await readFocus(questionsUri.fsPath);
  const { recipe } = resolveRecipe(settings.preset, { ...settings.overrides, ...focus?.shape });
  await parts.problems.ofQuestions(questionsUri);
  const questions = questionsPerEpoch(await surveyQuestions(questionsUri.fsPath));
  const where = await (prepared ?? prepareStart(target, parts));
  const base =
    where.kind === 'target'
      ? await baseOnTarget(settings.base, where.setting)
      : await confirmBase({
          base: settings.base,
          folder: folder.uri.fsPath,
          python: where.python.path,
          recipe,
          questions,
        });
  // Another run may have been started while the dialog was open.
  if (base === undefined || !(await mayStart(parts, target))) return undefined;
  const run = await createRun({
    runsFolder: runsFolderOf(folder),
    questionsPath: questionsUri.fsPath,
    base,
    recipe,
    operation,
    probes: readProbes(questionsUri),
    // The adapter does not fit another base.
    adapter: focus?.base === base ? focus.adapter : undefined,
    target,
  });
  await startOnTarget(run, where, parts);
  await parts.runs.follow(run);
  return run;
}

/**
 * Allows one run at a time on this machine; otherwise offers to show or cancel the active one. A
 * host assigns its GPUs itself.
 */
export async function mayStart({ runs }: RunParts, target: string): Promise<boolean> {
  if (target !== localTargetName) return true;
  const active = runs.active(localTargetName);
  if (active === undefined) return true;
  const choice = await showWarning(
    vscode.l10n.t(
      'A run is already active ({0}). One runs at a time on this machine.',
      runName(active),
    ),
    vscode.l10n.t('Show'),
    vscode.l10n.t('Cancel It'),
  );
  if (choice === vscode.l10n.t('Show'))
    await vscode.commands.executeCommand('cricketLora.tables.focus');
  if (choice === vscode.l10n.t('Cancel It')) {
    await vscode.commands.executeCommand('cricketLora.cancelTraining', active.folder);
  }
  return false;
}
