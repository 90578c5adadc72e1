import { inWords } from '../common/inWords.ts';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { describeParity, leftOutIn, parityIn, type Parity } from '../../core/evaluation/parity.ts';
import { localTargetName } from '../../core/target/targetSetting.ts';
import { UserError } from '../../core/common/userError.ts';
import { checkParity } from '../../host/onnx/checkParity.ts';
import {
  exportForms,
  filesToAsk,
  folderOfExport,
  parityName,
  type ExportForm,
} from '../../host/onnx/exportFiles.ts';
import { writeModelCards } from '../../host/export/writeModelCards.ts';
import { exportModel } from '../../host/export/exportModel.ts';
import { exportOnHost, type Exporting } from '../../host/export/exportOnHost.ts';
import { readTargetFile } from '../../host/remote/targetFile.ts';
import { packagesOf } from '../../host/export/exportPackages.ts';
import { requirePlainFolder } from '../../host/run/plainFolder.ts';
import { isAdopted } from '../run/adoptRun.ts';
import { abortSignalOf } from '../common/abortSignal.ts';
import { choosePython } from '../target/choosePython.ts';
import { hasPackages } from './hasPackages.ts';
import { chooseRun } from '../run/chooseRun.ts';
import { isPredicted, hasAdapter, type Run } from '../run/run.ts';
import type { RunParts } from '../run/runParts.ts';
import { isTrustedFor } from '../common/trust.ts';
import { showInformation, showWarning, withProgress } from '../common/say.ts';

/**
 * The command Export Model: merges a run's adapter into its base, writes safetensors, ONNX and GGUF,
 * asks each export the same questions, and writes a model card. Reports exports that change answers.
 */
export async function exportModelCommand(from: unknown, parts: RunParts): Promise<void> {
  if (!(await isTrustedFor(vscode.l10n.t('Exporting')))) return;
  const run = await chooseRun(parts.runs, from, {
    title: vscode.l10n.t('Export Model'),
    afterEnd: true,
    fits: (one) => isPredicted(one) && hasAdapter(one),
    otherwise: new UserError(
      vscode.l10n.t(
        'There is nothing to export yet: no run has an adapter and has asked all its questions. Train one.',
      ),
      'train',
    ),
  });
  if (run === undefined || !(await isAdopted(run, vscode.l10n.t('Exporting'), parts.runs))) return;
  await requirePlainFolder(run.folder);
  const wanted = await chooseWanted();
  if (wanted === undefined || wanted.length === 0) return;
  const exportTo = await chooseExporter(run, wanted, parts);
  if (exportTo === undefined) return;
  const leftOut: string[] = [];
  const parities = await withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Export Model'),
      cancellable: true,
    },
    async (progress, token) => {
      const signal = abortSignalOf(token);
      progress.report({ message: vscode.l10n.t('merging and exporting') });
      const found: Omit<Parity, 'changes'>[] = [];
      const onLine = (line: string): void => {
        parts.log.info(line);
        const saved = parityIn(line);
        if (saved !== undefined) found.push(saved);
        const left = leftOutIn(line);
        if (left !== undefined) leftOut.push(inWords(left));
      };
      await exportTo({
        signal,
        onLine,
        onShare: (share) => {
          progress.report({
            message: vscode.l10n.t('downloading: {0} %', Math.floor(share * 100)),
          });
        },
        onLost: (error) => {
          parts.log.warn(error.message);
          progress.report({ message: vscode.l10n.t('connection lost, retrying') });
        },
      });
      for (const file of filesToAsk(wanted)) {
        const onProgress = (share: number): void => {
          progress.report({
            message: vscode.l10n.t('asking {0}: {1} %', file, Math.round(share * 100)),
          });
        };
        found.push(await checkParity(run.folder, file, { signal, onProgress }));
      }
      await writeModelCards(run.folder, run.state);
      return found;
    },
  );
  for (const parity of parities) parts.log.info(describeParity(parity));
  // The run's page keeps what was found.
  await parts.runs.scored(run.folder);
  if (parities.length > 0) await tell(run.folder, parities, leftOut);
}

type Exporter = (
  options: Pick<Exporting, 'onLine' | 'onShare' | 'onLost'> & { readonly signal: AbortSignal },
) => Promise<void>;

/**
 * Where to export: here, or on the host that trained the run. Undefined when the picker is
 * dismissed.
 */
async function chooseExporter(
  run: Run,
  wanted: readonly ExportForm[],
  parts: RunParts,
): Promise<Exporter | undefined> {
  const { target } = run.request;
  const there = {
    label: vscode.l10n.t('On {0}', target),
    description: vscode.l10n.t('which has the base; the results are downloaded'),
  };
  const here = {
    label: vscode.l10n.t('On This Machine'),
    description: vscode.l10n.t(
      'needs the base here, and three times its size in memory: {0}',
      run.request.base,
    ),
  };
  const isFromHost = target !== localTargetName && (await readTargetFile(run.folder)) !== undefined;
  const where = isFromHost
    ? await vscode.window.showQuickPick([there, here], {
        title: vscode.l10n.t('Export Model: Where'),
      })
    : here;
  if (where === undefined) return undefined;
  if (where === there) {
    await parts.targets.signInTo(run);
    const connect = parts.targets.toRun(run);
    return (options) => exportOnHost(run.folder, wanted, { ...options, connect });
  }
  const python = await choosePython(parts);
  if (!(await hasPackages(python, packagesOf(wanted), parts))) return undefined;
  return ({ signal, onLine }) =>
    exportModel(run.folder, wanted, { python: python.path, signal, ...(onLine && { onLine }) });
}

async function chooseWanted(): Promise<ExportForm[] | undefined> {
  const details: Readonly<Record<ExportForm, string>> = {
    merged: vscode.l10n.t(
      'safetensors for transformers and vLLM; made on the way to all others, too',
    ),
    fp32: vscode.l10n.t('ONNX in full precision: answers as the adapter does'),
    fp16: vscode.l10n.t('ONNX of half the size; may change answers'),
    int8: vscode.l10n.t('ONNX of a quarter of the size; may change answers'),
    int4: vscode.l10n.t(
      'ONNX of an eighth of the size where weights count most; changes more answers',
    ),
    base: vscode.l10n.t('ONNX of the base alone, to ask it beside the adapter'),
    'gguf-f16': vscode.l10n.t('for llama.cpp and Ollama, with a Modelfile'),
    'gguf-q8_0': vscode.l10n.t('half the size of f16; may change answers'),
    'gguf-q4_k_m': vscode.l10n.t(
      'a third of the size of f16; changes more answers; needs llama-quantize',
    ),
  };
  const picked = await vscode.window.showQuickPick(
    exportForms.map((wanted) => ({
      label: wanted,
      description: details[wanted],
      picked: wanted === 'fp32' || wanted === 'base',
      wanted,
    })),
    {
      title: vscode.l10n.t('Export Model'),
      placeHolder: vscode.l10n.t('What to write'),
      canPickMany: true,
    },
  );
  const chosen = picked?.map(({ wanted }) => wanted);
  // The quantised graphs are derived from the full one.
  const isQuantised = chosen?.some((wanted) => wanted === 'int8' || wanted === 'int4') === true;
  return isQuantised && !chosen.includes('fp32') ? ['fp32', ...chosen] : chosen;
}

async function tell(
  runFolder: string,
  parities: readonly Omit<Parity, 'changes'>[],
  leftOut: readonly string[],
): Promise<void> {
  const isFile = ({ model }: Pick<Parity, 'model'>): boolean => /\.(onnx|gguf)$/.test(model);
  const folderOf = ({ model }: Pick<Parity, 'model'>): string =>
    isFile({ model }) ? join(runFolder, folderOfExport(model)) : runFolder;
  const message = [...parities.map((one) => describeParity(one, vscode.l10n.t)), ...leftOut].join(
    ' ',
  );
  const changing = parities.filter(({ changed }) => changed > 0);
  const worst = changing.find(isFile) ?? changing[0];
  const last = parities.findLast(isFile);
  const folder = last ? folderOf(last) : join(runFolder, 'merged');
  const open = vscode.l10n.t('Open Folder');
  const show = vscode.l10n.t('Show Changed Answers');
  const choice =
    worst === undefined
      ? await showInformation(message, open)
      : await showWarning(message, show, open);
  if (choice === open) {
    await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(folder));
  }
  if (choice === show && worst !== undefined) {
    const file = vscode.Uri.file(join(folderOf(worst), parityName(worst.model)));
    await vscode.window.showTextDocument(file);
  }
}
