import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { DatasetPreview } from '../../core/dataset/datasetPreview.ts';
import type { DatasetSettings } from '../../core/dataset/datasetSettings.ts';
import type {
  JobSize,
  PreviewAnswer,
  PreviewOptions,
  PreviewRequests,
} from '../../core/pages/previewMessages.ts';
import { resolveRecipe } from '../../core/recipe/resolveRecipe.ts';
import {
  estimateTraining,
  questionsPerEpoch,
  roughDuration,
} from '../../core/recipe/estimateTraining.ts';
import { UserError } from '../../core/common/userError.ts';
import { embeddedBase } from '../../host/base/embeddedBase.ts';
import { parametersOf } from '../../host/base/parametersOf.ts';
import { resolveBase } from '../../host/base/resolveBase.ts';
import { runInThread } from '../../host/threads/datasetThread.ts';
import { type SampleSurvey, surveySamples } from '../../host/dataset/surveySamples.ts';
import type { PromptThread } from '../../host/threads/promptThread.ts';
import { chooseTable } from './chooseTable.ts';
import { choosePhrasings } from './choosePhrasings.ts';
import { datasetRequest, datasetSettings, setDatasetOption } from '../settings/datasetSettings.ts';
import { debounce } from '../../core/common/debounce.ts';
import type { RequestHandlers } from '../../core/pages/answerRequest.ts';
import { Panels } from '../page/panels.ts';
import { servePage } from '../page/servePage.ts';
import { readSettings } from '../settings/settings.ts';

/** Milliseconds that options must rest before the table is looked at again. */
const settling = 100;

/** Previews of tables, one editor tab each. Their options are the settings. */
export class PreviewPanels implements vscode.Disposable {
  readonly #panels: Panels;

  constructor(parts: Parts) {
    this.#panels = new Panels({
      viewType: 'cricketLora.preview',
      title: vscode.l10n.t('Preview'),
      icon: 'preview',
      keyOf: ({ table }) => (typeof table === 'string' ? table : undefined),
      serve: (panel, table) => {
        servePreview(panel, vscode.Uri.parse(table), parts);
      },
    });
  }

  /** The command Preview Dataset: what generating would make of a table, before anything is written. */
  async show(from: unknown): Promise<void> {
    const table = await chooseTable(from);
    if (table !== undefined) this.#panels.show(table.toString());
  }

  dispose(): void {
    this.#panels.dispose();
  }
}

interface Parts {
  readonly extensionUri: vscode.Uri;
  readonly prompts: PromptThread;
  readonly onError: (error: unknown) => void;
}

function servePreview(panel: vscode.WebviewPanel, table: vscode.Uri, parts: Parts): void {
  const { extensionUri, prompts, onError } = parts;
  const changed = new vscode.EventEmitter<undefined>();
  const changeSoon = debounce(settling, () => {
    changed.fire(undefined);
  });
  let looking: AbortController | undefined;
  const run = async (command: string, ...parameters: unknown[]): Promise<null> => {
    await vscode.commands.executeCommand(command, ...parameters);
    return null;
  };
  const answers: RequestHandlers<PreviewRequests> = {
    open: () => ({ table: table.toString() }),
    preview: () => {
      looking?.abort();
      looking = new AbortController();
      return previewOf(table, prompts, looking.signal);
    },
    set: async ({ option, value }) => {
      await setDatasetOption(table, option, value);
      return null;
    },
    generate: () => run('cricketLora.generateDataset', table),
    choosePhrasings: async () => {
      await choosePhrasings(table, extensionUri);
      return null;
    },
    openSettings: () => run('workbench.action.openSettings', 'cricketLora.dataset'),
  };
  const owned = [
    changed,
    { dispose: changeSoon.cancel },
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('cricketLora', table)) changeSoon();
    }),
    vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      // Its phrasings may be in another file.
      if (uri.toString() === table.toString() || uri.path.endsWith('.json')) changeSoon();
    }),
  ];
  panel.onDidDispose(() => {
    looking?.abort();
    for (const one of owned) one.dispose();
  });
  servePage(panel, extensionUri, {
    name: 'preview',
    title: vscode.l10n.t('Preview: {0}', basename(table.path)),
    answers,
    onDidChange: changed.event,
    onBug: onError,
  });
}

/** Null when aborted. */
async function previewOf(
  table: vscode.Uri,
  prompts: PromptThread,
  signal: AbortSignal,
): Promise<PreviewAnswer | null> {
  const options = readOptions(table);
  try {
    const request = await datasetRequest(table);
    const preview = await runInThread('preview', { ...request, signal });
    const { warnings: ofSamples, tokens } = await surveyOf(preview, table, prompts);
    const job = jobOf(preview, table, tokens);
    const warnings = [...preview.warnings, ...ofSamples];
    return signal.aborted
      ? null
      : { kind: 'preview', preview: { ...preview, warnings }, options, job };
  } catch (error) {
    if (signal.aborted) return null;
    if (!(error instanceof UserError)) throw error;
    return { kind: 'failed', message: error.text, options };
  }
}

function readOptions(table: vscode.Uri): PreviewOptions {
  const settings = datasetSettings(table);
  const { phrasings } = settings;
  return {
    statistics: settings.statistics ?? null,
    key: settings.key ?? null,
    domain: settings.domain ?? 'auto',
    format: settings.format ?? '',
    headerLine: settings.headerLine ?? null,
    columns: settings.columns ?? null,
    entityColumn: settings.entityColumn ?? '',
    tellApart: settings.tellApart ?? [],
    rows: settings.rows ?? {},
    phrasings: phrasingsLabel(phrasings),
    phrasingsPerFact: settings.phrasingsPerFact ?? null,
    heldPhrasings: settings.heldPhrasings ?? null,
    heldFacts: settings.heldFacts ?? 0,
    seed: settings.seed ?? 42,
    answers: settings.answers ?? vscode.l10n.t('as written'),
    unknown: settings.unknown === 'auto' ? null : (settings.unknown ?? null),
    otherWays: settings.otherWays ?? 0,
    encoding: settings.encoding ?? null,
    delimiter: settings.delimiter ?? null,
  };
}

function phrasingsLabel(phrasings: DatasetSettings['phrasings']): string | null {
  if (phrasings === undefined || phrasings === '') return null;
  return typeof phrasings === 'string' ? phrasings : vscode.l10n.t('those in the settings');
}

function jobOf(preview: DatasetPreview, table: vscode.Uri, tokens: JobSize['tokens']): JobSize {
  const settings = readSettings(table);
  const { recipe } = resolveRecipe(settings.preset, settings.overrides);
  const isEmbedded = settings.base === embeddedBase;
  const device = isEmbedded ? 'cpu' : 'cuda';
  const { steps, seconds, usualSeconds } = estimateTraining(recipe, {
    questions: questionsPerEpoch(preview.counts),
    parameters: parametersOf(settings.base),
    device,
  });
  return {
    base: settings.base,
    preset: recipe.preset,
    batchSize: recipe.batchSize,
    epochs: recipe.epochs,
    steps,
    duration: roughDuration(usualSeconds),
    longest: roughDuration(seconds),
    device: isEmbedded ? vscode.l10n.t('a processor of some eight cores') : 'a T4',
    ...(tokens && { tokens }),
  };
}

/** A base that cannot be found is for training to tell. */
async function surveyOf(
  { samples }: DatasetPreview,
  table: vscode.Uri,
  prompts: PromptThread,
): Promise<SampleSurvey> {
  const folder = vscode.workspace.getWorkspaceFolder(table)?.uri.fsPath ?? '';
  const base = await resolveBase(readSettings(table).base, folder).catch(() => undefined);
  return base === undefined ? surveySamples(samples, undefined) : prompts.survey(base, samples);
}
