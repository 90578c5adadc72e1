import { describeParity } from '../../core/evaluation/parity.ts';
import { preflightText } from '../../core/run/preflightText.ts';
import { adviceOnSideEffects, describeSideEffects } from '../../core/run/sideEffects.ts';
import { readSideEffects } from '../../host/evaluation/readSideEffects.ts';
import { readParities } from '../../host/onnx/checkParity.ts';
import { baseLabel } from '../../core/run/baseLabel.ts';
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import type { RequestHandlers } from '../../core/pages/answerRequest.ts';
import { describeFailure } from '../../core/run/trainerFailures.ts';
import { recipeValues } from '../../core/recipe/recipeValues.ts';
import {
  runCommands,
  type RunCommand,
  type RunPicture,
  type RunRequests,
  type RunResult,
} from '../../core/pages/runMessages.ts';
import { anyRun, chooseRun } from './chooseRun.ts';
import { servePage } from '../page/servePage.ts';
import { Panels, runFolderIn } from '../page/panels.ts';
import { nameIn, runKind, runName, runProgress } from './runTexts.ts';
import type { Runs } from './runs.ts';
import { isPredicted, type Run } from './run.ts';
import { runTree } from './runTree.ts';

/** The dashboards of runs, one editor tab each. */
export class RunPanels implements vscode.Disposable {
  readonly #extensionUri: vscode.Uri;
  readonly #runs: Runs;
  readonly #onBug: (error: unknown) => void;
  readonly #panels: Panels;

  constructor(extensionUri: vscode.Uri, runs: Runs, onBug: (error: unknown) => void) {
    this.#extensionUri = extensionUri;
    this.#runs = runs;
    this.#onBug = onBug;
    this.#panels = new Panels({
      viewType: 'cricketLora.run',
      title: vscode.l10n.t('Run'),
      icon: 'graph-line',
      keyOf: runFolderIn,
      serve: (panel, runFolder) => {
        this.#serve(panel, runFolder);
      },
    });
  }

  /** The command Show Run: opens a run's dashboard; the newest by default. */
  async show(from: unknown): Promise<void> {
    const run = await chooseRun(this.#runs, from, {
      title: vscode.l10n.t('Show Run'),
      ...anyRun(),
      newest: true,
    });
    if (run) this.#panels.show(run.folder);
  }

  dispose(): void {
    this.#panels.dispose();
  }

  #serve(panel: vscode.WebviewPanel, runFolder: string): void {
    const answers: RequestHandlers<RunRequests> = {
      open: async () => {
        await this.#runs.read([{ folder: runFolder }, ...childrenOf(runFolder, this.#runs.list())]);
        const run = this.#runs.get(runFolder);
        return run === undefined ? null : pictureOf(run, this.#runs.list());
      },
      command: runCommand,
    };
    servePage(panel, this.#extensionUri, {
      name: 'run',
      title: () => vscode.l10n.t('Run: {0}', nameIn(this.#runs, runFolder)),
      onDidRename: this.#runs.onDidChange,
      answers,
      onDidChange: this.#runs.onDidChange,
      onBug: this.#onBug,
    });
  }
}

/** Executes a command requested by a page about runs, if it is on the list of allowed ones. */
export async function runCommand({
  command,
  runFolder,
}: {
  readonly command: RunCommand;
  readonly runFolder: string;
}): Promise<null> {
  if (runCommands.includes(command)) await vscode.commands.executeCommand(command, runFolder);
  return null;
}

async function pictureOf(run: Run, runs: readonly Run[]): Promise<RunPicture> {
  const { folder, request, state, totals } = run;
  const { adapter } = request;
  const failure =
    state.failure && describeFailure(state.failure.code, state.failure.parameters, vscode.l10n.t);
  return {
    runFolder: folder,
    id: request.id,
    name: runName(run),
    label: runKind(request),
    base: baseLabel(request.base),
    target: request.target,
    created: request.created,
    progress: runProgress(run),
    state,
    ...(failure && { failure: failure.message }),
    recipe: recipeValues(request.recipe, state.started),
    ...(totals && { totals }),
    ...(adapter && { goesOnFrom: basename(dirname(adapter.source)) }),
    results: await resultsOf(run, runs),
    sideEffects: state.sideEffects === undefined ? [] : await readSideEffects(folder),
  };
}

async function resultsOf(run: Run, runs: readonly Run[]): Promise<RunResult[]> {
  const measured = [run, ...childrenOf(run.folder, runs)].flatMap(({ state, request }) =>
    state.preflight
      ? [
          {
            title: vscode.l10n.t('Preflight'),
            sentences: preflightText(state, request.recipe, vscode.l10n.t),
          },
        ]
      : [],
  );
  const exported = isPredicted(run)
    ? (await readParities(run.folder)).map((one) => describeParity(one, vscode.l10n.t))
    : [];
  const { sideEffects, started } = run.state;
  const advice = sideEffects && adviceOnSideEffects(sideEffects, started, vscode.l10n.t);
  return [
    ...measured,
    ...(sideEffects === undefined
      ? []
      : [
          {
            title: vscode.l10n.t('Everything else'),
            sentences: [
              ...describeSideEffects(sideEffects, vscode.l10n.t),
              ...(advice === undefined ? [] : [advice]),
            ],
          },
        ]),
    ...(exported.length === 0 ? [] : [{ title: vscode.l10n.t('Exports'), sentences: exported }]),
  ];
}

const childrenOf = (runFolder: string, runs: readonly Run[]): readonly Run[] =>
  runTree(runs).find(({ run }) => run.folder === runFolder)?.children ?? [];
