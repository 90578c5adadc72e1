import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../core/common/userError.ts';
import { metricNames } from '../../core/experiment/metrics.ts';
import { intervalInWords } from '../../core/experiment/intervalInWords.ts';
import { reportInMarkdown, reportOf, resultsCsv } from '../../core/experiment/report.ts';
import type { RequestHandlers } from '../../core/pages/answerRequest.ts';
import type { ExperimentFile, ExperimentRequests } from '../../core/pages/experimentMessages.ts';
import { readResults } from '../../host/experiment/childResults.ts';
import { openExperiment } from '../../host/experiment/experimentFolder.ts';
import type { ExperimentThread } from '../../host/experiment/experimentThread.ts';
import { writeAtomically } from '../../host/files/writeAtomically.ts';
import { Panels } from '../page/panels.ts';
import { servePage } from '../page/servePage.ts';
import type { Experiments } from './experiments.ts';

interface Parts {
  readonly extensionUri: vscode.Uri;
  readonly experiments: Experiments;
  readonly thread: ExperimentThread;
  /** Shows a run's evaluation compared with an earlier run's. */
  readonly onCompare: (runFolder: string, earlier: string) => void;
  readonly onBug: (error: unknown) => void;
}

const commandOf = {
  run: 'cricketLora.runExperiment',
  pause: 'cricketLora.pauseExperiment',
  cancel: 'cricketLora.cancelExperiment',
} as const;

/** The pages of experiments, a tab each; VS Code restores them after a reload. */
export class ExperimentPanels implements vscode.Disposable {
  readonly #parts: Parts;
  readonly #panels: Panels;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#panels = new Panels({
      viewType: 'cricketLora.experiment',
      title: vscode.l10n.t('Experiment'),
      icon: 'beaker',
      keyOf: ({ folder }) => (typeof folder === 'string' ? folder : undefined),
      serve: (panel, folder) => {
        this.#serve(panel, folder);
      },
    });
  }

  /** The command Show Experiment. */
  async show(from: unknown): Promise<void> {
    const folder = await this.#parts.experiments.choose(from, vscode.l10n.t('Show Experiment'));
    if (folder !== undefined) this.#panels.show(folder);
  }

  dispose(): void {
    this.#panels.dispose();
  }

  #serve(panel: vscode.WebviewPanel, folder: string): void {
    const { extensionUri, experiments, thread, onCompare, onBug } = this.#parts;
    const answers: RequestHandlers<ExperimentRequests> = {
      open: () => thread.picture(folder),
      conclude: ({ metric }) => {
        if (!metricNames.includes(metric))
          throw new UserError(vscode.l10n.t('There is no such metric.'));
        return thread.conclusion(folder, metric);
      },
      control: async ({ what }) => {
        if (Object.hasOwn(commandOf, what)) {
          await vscode.commands.executeCommand(commandOf[what], folder);
        }
        return null;
      },
      showRun: async ({ runFolder }) => {
        await vscode.commands.executeCommand('cricketLora.showRun', runFolder);
        return null;
      },
      compare: ({ runFolder, earlier }) => {
        onCompare(runFolder, earlier);
        return null;
      },
      save: async ({ as, svg = '', png = '' }) => {
        await save(folder, as, { svg, png });
        return null;
      },
    };
    servePage(panel, extensionUri, {
      name: 'experiment',
      title: vscode.l10n.t('Experiment: {0}', basename(folder)),
      answers,
      onDidChange: experiments.onDidChange,
      onBug,
    });
  }
}

const endings: Readonly<Record<ExperimentFile, string>> = {
  Markdown: 'md',
  CSV: 'csv',
  SVG: 'svg',
  PNG: 'png',
};

async function save(
  folder: string,
  as: ExperimentFile,
  drawn: { readonly svg: string; readonly png: string },
): Promise<void> {
  const ending = endings[as];
  const open = await openExperiment(folder);
  const to = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(join(open.workspace, `${open.name}.${ending}`)),
    filters: { [as]: [ending] },
  });
  if (to === undefined) return;
  if (to.scheme !== 'file')
    throw new UserError(vscode.l10n.t('Choose a file on this machine’s disk.'));
  const results = await readResults(folder);
  const { experiment, grid } = open;
  const contents: Readonly<Record<ExperimentFile, () => string | Uint8Array>> = {
    Markdown: () =>
      reportInMarkdown(
        reportOf(experiment, grid, results),
        intervalInWords(experiment.seeds.length),
      ),
    CSV: () => resultsCsv(grid, results),
    SVG: () => drawn.svg,
    PNG: () => Buffer.from(drawn.png, 'base64'),
  };
  await writeAtomically(to.fsPath, contents[as]());
}
