import { inWords } from '../common/inWords.ts';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { counted } from '../common/counted.ts';
import { UserError } from '../../core/common/userError.ts';
import { countResults } from '../../host/experiment/childResults.ts';
import { readQueue } from '../../host/experiment/controls.ts';
import { openExperiment } from '../../host/experiment/experimentFolder.ts';
import { label } from '../common/say.ts';
import type { Experiments } from './experiments.ts';

interface Row {
  /** Its folder. */
  readonly experiment: string;
}

/** The view Experiments. A click opens the page. */
export class ExperimentsView implements vscode.TreeDataProvider<Row> {
  readonly #experiments: Experiments;
  readonly onDidChangeTreeData: vscode.Event<undefined>;

  constructor(experiments: Experiments) {
    this.#experiments = experiments;
    this.onDidChangeTreeData = experiments.onDidChange;
  }

  async getChildren(parent?: Row): Promise<Row[]> {
    return parent ? [] : (await this.#experiments.list()).map((experiment) => ({ experiment }));
  }

  async getTreeItem({ experiment }: Row): Promise<vscode.TreeItem> {
    const item = new vscode.TreeItem(basename(experiment));
    item.id = experiment;
    item.command = {
      command: 'cricketLora.showExperiment',
      title: vscode.l10n.t('Show Experiment'),
      arguments: [experiment],
    };
    try {
      const { experiment: asked, grid } = await openExperiment(experiment);
      const state = (await readQueue(experiment))?.state ?? vscode.l10n.t('not run yet');
      const results = await countResults(experiment);
      item.label = label(asked.name);
      item.description = vscode.l10n.t(
        '{0} of {1}, {2}',
        results,
        counted(grid.points.length, 'run'),
        state,
      );
      item.tooltip = label(asked.question ?? asked.name);
      item.iconPath = new vscode.ThemeIcon('beaker');
      item.contextValue = state === 'running' ? 'experiment running' : 'experiment';
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      item.description = vscode.l10n.t('cannot be read');
      item.tooltip = label(inWords(error.text));
      item.iconPath = new vscode.ThemeIcon('warning');
      item.contextValue = 'broken';
    }
    return item;
  }
}
