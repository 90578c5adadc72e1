import * as l10n from '@vscode/l10n';
import { formatDuration } from '../../src/core/common/formatDuration.ts';
import { formatPercent } from '../../src/core/common/formatNumbers.ts';
import type { RunLine } from '../../src/core/pages/runMessages.ts';
import type { RunColumn } from '../../src/core/pages/sortRuns.ts';
import { statusWord } from '../../src/core/run/statusWord.ts';

export interface ShownColumn {
  readonly column: RunColumn;
  readonly title: string;
  readonly show: (run: RunLine) => string;
  readonly isNumber?: true;
}

/** As `toLocaleString` writes it, which makes a format anew for every date: too slow for thousands. */
const moment = new Intl.DateTimeFormat(undefined, {
  ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
  ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
});

/** Of the table of runs; the name is the first. */
export const runColumns: readonly ShownColumn[] = [
  { column: 'name', title: l10n.t('Run'), show: ({ name }) => name },
  { column: 'label', title: l10n.t('What'), show: ({ label }) => label },
  { column: 'status', title: l10n.t('State'), show: ({ status }) => statusWord(status) },
  { column: 'train', title: l10n.t('Trained'), show: ({ train }) => share(train), isNumber: true },
  {
    column: 'phrasing',
    title: l10n.t('Phrasings'),
    show: ({ phrasing }) => share(phrasing),
    isNumber: true,
  },
  { column: 'fact', title: l10n.t('Facts'), show: ({ fact }) => share(fact), isNumber: true },
  {
    column: 'format',
    title: l10n.t('Format'),
    show: ({ format }) => share(format),
    isNumber: true,
  },
  { column: 'kept', title: l10n.t('Else kept'), show: ({ kept }) => share(kept), isNumber: true },
  {
    column: 'epochs',
    title: l10n.t('Epochs'),
    show: ({ epochs }) => epochs.toFixed(1),
    isNumber: true,
  },
  {
    column: 'seconds',
    title: l10n.t('Took'),
    show: (run) => duration(run.seconds),
    isNumber: true,
  },
  { column: 'preset', title: l10n.t('Preset'), show: ({ preset }) => preset },
  { column: 'rank', title: l10n.t('Rank'), show: ({ rank }) => String(rank), isNumber: true },
  {
    column: 'learningRate',
    title: l10n.t('Learning rate'),
    show: (run) => run.learningRate,
    isNumber: true,
  },
  { column: 'base', title: l10n.t('Base'), show: ({ base }) => base },
  {
    column: 'created',
    title: l10n.t('Begun'),
    show: ({ created }) => moment.format(new Date(created)),
  },
];

const share = (part: number | undefined): string =>
  part === undefined ? '–' : formatPercent(part);
const duration = (seconds: number | undefined): string =>
  seconds === undefined ? '–' : formatDuration(seconds);
