import * as l10n from '@vscode/l10n';
import { isOver } from '../../src/core/run/runState.ts';
import type { RunLine, RunsRequests } from '../../src/core/pages/runMessages.ts';
import { createButton } from '../common/controls.ts';
import { elementWith } from '../common/element.ts';
import type { Host } from '../common/connectHost.ts';

/** What can be done with the runs that are ticked, and with how many of which. */
const actions: readonly {
  readonly label: string;
  readonly fits: (runs: readonly RunLine[]) => boolean;
  readonly act: (host: Host<RunsRequests>, runs: readonly RunLine[]) => Promise<unknown>;
}[] = [
  {
    label: l10n.t('Compare'),
    fits: (runs) => runs.length === 2 && runs.every(({ status }) => status === 'finished'),
    act: (host, runs) => {
      const [newer, older] = [...runs].sort((a, b) => (a.id < b.id ? 1 : -1));
      return host.ask('compare', {
        runFolder: newer?.runFolder ?? '',
        earlier: older?.runFolder ?? '',
      });
    },
  },
  {
    label: l10n.t('Rename'),
    fits: (runs) => runs.length === 1,
    act: (host, runs) => command(host, 'cricketLora.renameRun', runs),
  },
  {
    label: l10n.t('Export'),
    fits: (runs) => runs.length === 1 && runs.every(({ hasModel }) => hasModel),
    act: (host, runs) => command(host, 'cricketLora.exportModel', runs),
  },
  {
    label: l10n.t('Delete'),
    fits: (runs) => runs.length > 0 && runs.every(isOver),
    act: (host, runs) => host.ask('delete', { runFolders: runs.map(({ runFolder }) => runFolder) }),
  },
];

const command = (
  host: Host<RunsRequests>,
  name: 'cricketLora.renameRun' | 'cricketLora.exportModel',
  [run]: readonly RunLine[],
): Promise<unknown> => host.ask('command', { command: name, runFolder: run?.runFolder ?? '' });

/** The buttons above the table of runs. */
export class RunButtons {
  readonly element = elementWith('div', {
    class: 'buttons',
    role: 'group',
    'aria-label': l10n.t('Ticked runs'),
  });
  readonly #buttons;
  #ticked: readonly RunLine[] = [];

  constructor(host: Host<RunsRequests>) {
    this.#buttons = actions.map(({ label, fits, act }) => {
      const button = createButton(label, () => {
        if (fits(this.#ticked)) void act(host, this.#ticked).catch(() => undefined);
      });
      return { button, fits };
    });
    this.element.append(...this.#buttons.map(({ button }) => button.element));
  }

  draw(ticked: readonly RunLine[]): void {
    this.#ticked = ticked;
    for (const { button, fits } of this.#buttons) button.setDisabled(!fits(ticked));
  }
}
