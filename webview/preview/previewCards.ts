import { spoken } from '../../src/core/common/sentence.ts';
import * as l10n from '@vscode/l10n';
import type { DatasetPreview } from '../../src/core/dataset/datasetPreview.ts';
import type { JobSize } from '../../src/core/pages/previewMessages.ts';
import { askedOf, goldenOf, type Question } from '../../src/core/dataset/question.ts';
import { counted } from '../../src/core/common/counted.ts';
import { formatCount } from '../../src/core/common/formatNumbers.ts';
import { element, elementWith } from '../common/element.ts';
import { splitWords } from '../common/labels.ts';

/** The counts and the size of the job, as cards. */
export function figures({ counts, rows, reading }: DatasetPreview, job: JobSize): HTMLElement {
  const { train, phrasing, fact, unknown, asked, 'unknown-held': held } = counts.splits;
  const { tokens } = job;
  return element(
    'div',
    'cards',
    card(l10n.t('Questions'), formatCount(counts.questions), [
      l10n.t('{0} to train on', formatCount(train)),
      l10n.t(
        '{0} in unseen phrasings, {1} about unseen facts',
        formatCount(phrasing),
        formatCount(fact),
      ),
      unknown === 0
        ? ''
        : l10n.t(
            '{0} that the table cannot answer, and {1} only asked',
            formatCount(unknown),
            formatCount(held),
          ),
      asked === 0 ? '' : l10n.t('{0} in other ways', formatCount(asked)),
    ]),
    card(l10n.t('Facts'), formatCount(counts.facts), [
      l10n.t(
        'of {0}',
        counted(counts.entities, reading.about.domain === 'cricket' ? 'player' : 'row'),
      ),
      rows.filtered === 0
        ? ''
        : rows.filtered === 1
          ? l10n.t('1 row does not pass the filter')
          : l10n.t('{0} rows do not pass the filter', formatCount(rows.filtered)),
    ]),
    card(l10n.t('Training'), spoken(job.duration), [
      l10n.t('on {0}, roughly; at most {1}', job.device, spoken(job.longest)),
      l10n.t(
        '{0} of {1}: {2}, recipe {3}',
        counted(job.steps, 'step'),
        counted(job.batchSize, 'question'),
        counted(job.epochs, 'epoch'),
        job.preset,
      ),
      job.base,
    ]),
    card(l10n.t('Tokens a question'), tokens === undefined ? '–' : String(tokens.mean), [
      tokens === undefined
        ? l10n.t('the base’s tokenizer is not on this machine yet')
        : l10n.t('on average of the samples, {0} at most, answer and end included', tokens.most),
    ]),
  );
}

const card = (title: string, figure: string, details: readonly string[]): HTMLElement =>
  elementWith(
    'section',
    { class: 'card', 'aria-label': title },
    element('h2', '', title),
    element('div', figure.length > 12 ? 'figure long' : 'figure', figure),
    ...details.filter((text) => text !== '').map((text) => element('div', 'detail', text)),
  );

/** What looks wrong, and what is left out. */
export function findings({ warnings, problems, problemCount }: DatasetPreview): HTMLElement {
  const notices = warnings.map(({ line, column, message }) => {
    const where = [
      ...(line === undefined ? [] : [l10n.t('line {0}', line)]),
      ...(column ? [column] : []),
    ];
    return element(
      'p',
      'notice',
      where.length === 0 ? spoken(message) : `${where.join(', ')}: ${spoken(message)}`,
    );
  });
  if (problemCount === 0) return element('div', 'findings', ...notices);
  // Scrolled by keys, too.
  const list = elementWith(
    'ul',
    { tabindex: '0', 'aria-label': l10n.t('What is left out') },
    ...problems.map(({ line, column, reason }) =>
      element(
        'li',
        '',
        [
          [l10n.t('line {0}', line), ...(column === undefined ? [] : [column])].join(', '),
          spoken(reason),
        ].join(': '),
      ),
    ),
  );
  const more = problemCount - problems.length;
  if (more > 0) list.append(element('li', '', l10n.t('and {0} more', formatCount(more))));
  const details = element(
    'details',
    '',
    element(
      'summary',
      '',
      problemCount === 1
        ? l10n.t('1 row, cell or column is left out')
        : l10n.t('{0} rows, cells or columns are left out', formatCount(problemCount)),
    ),
    list,
  );
  return element('div', 'findings', ...notices, details);
}

/** How the table was understood, in the words of the terminal and of questions.meta.json. */
export const readingList = ({ readingLines }: DatasetPreview): HTMLElement =>
  titled(
    l10n.t('How the table is read'),
    element('ul', 'reading', ...readingLines.map((line) => element('li', '', spoken(line)))),
  );

/** A part of the page with its heading, by which a screen reader names it. */
export const titled = (title: string, ...content: readonly HTMLElement[]): HTMLElement =>
  elementWith('section', { 'aria-label': title }, element('h2', '', title), ...content);

export function samplesTable(samples: readonly Question[]): HTMLElement {
  const title = l10n.t('Some of the questions');
  if (samples.length === 0) {
    return titled(
      title,
      element('p', 'dim', l10n.t('There are none: no column that is asked has a value.')),
    );
  }
  const head = [l10n.t('Question'), l10n.t('Golden'), l10n.t('Split')].map((title) =>
    elementWith('th', { scope: 'col' }, title),
  );
  const rows = samples.map((question) =>
    element(
      'tr',
      '',
      element('td', 'question', askedOf(question)),
      element('td', 'golden', goldenOf(question)),
      element('td', 'dim split', splitWords[question.split]),
    ),
  );
  return titled(
    title,
    elementWith(
      'table',
      { class: 'samples', 'aria-label': title },
      element('thead', '', element('tr', '', ...head)),
      element('tbody', '', ...rows),
    ),
  );
}
