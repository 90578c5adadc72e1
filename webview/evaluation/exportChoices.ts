import * as l10n from '@vscode/l10n';
import { exportFormats } from '../../src/core/pages/evaluationMessages.ts';
import type { Choice } from '../common/controls.ts';

/** What can be done with the rows that are shown. */
export const exportChoices: readonly Choice[] = [
  { value: '', label: l10n.t('Export…') },
  ...exportFormats.map((format) => ({
    value: `clipboard ${format}`,
    label: l10n.t('Copy as {0}', format),
  })),
  ...exportFormats.map((format) => ({
    value: `file ${format}`,
    label: l10n.t('Export {0}…', format),
  })),
];
