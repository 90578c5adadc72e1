import type { DatasetPreview } from '../../src/core/dataset/datasetPreview.ts';
import type { JobSize } from '../../src/core/pages/previewMessages.ts';
import { askedOf, goldenOf, type Question } from '../../src/core/dataset/question.ts';
import { pluralize, formatCount } from '../../src/core/common/formatNumbers.ts';
import { element, elementWith } from '../common/element.ts';
import { splitWords } from '../common/labels.ts';

/** The counts and the size of the job, as cards. */
export function figures({ counts, rows, reading }: DatasetPreview, job: JobSize): HTMLElement {
  const { train, phrasing, fact, unknown, asked, 'unknown-held': held } = counts.splits;
  const { tokens } = job;
  return element(
    'div',
    'cards',
    card('Questions', formatCount(counts.questions), [
      `${formatCount(train)} to train on`,
      `${formatCount(phrasing)} in unseen phrasings, ${formatCount(fact)} about unseen facts`,
      unknown === 0
        ? ''
        : `${formatCount(unknown)} that the table cannot answer, and ${formatCount(held)} only asked`,
      asked === 0 ? '' : `${formatCount(asked)} in other ways`,
    ]),
    card('Facts', formatCount(counts.facts), [
      `of ${pluralize(counts.entities, reading.about.domain === 'cricket' ? 'player' : 'row')}`,
      rows.filtered === 0
        ? ''
        : `${pluralize(rows.filtered, 'row does', 'rows do')} not pass the filter`,
    ]),
    card('Training', job.duration, [
      `on ${job.device}, roughly; at most ${job.longest}`,
      `${pluralize(job.steps, 'step')} of ${pluralize(job.batchSize, 'question')}: ${pluralize(job.epochs, 'epoch')}, recipe ${job.preset}`,
      job.base,
    ]),
    card('Tokens a question', tokens === undefined ? '–' : String(tokens.mean), [
      tokens === undefined
        ? 'the base’s tokenizer is not on this machine yet'
        : `on average of the samples, ${tokens.most} at most, answer and end included`,
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
    const where = [...(line === undefined ? [] : [`line ${line}`]), ...(column ? [column] : [])];
    return element('p', 'notice', where.length === 0 ? message : `${where.join(', ')}: ${message}`);
  });
  if (problemCount === 0) return element('div', 'findings', ...notices);
  // Scrolled by keys, too.
  const list = elementWith(
    'ul',
    { tabindex: '0', 'aria-label': 'What is left out' },
    ...problems.map(({ line, column, reason }) =>
      element('li', '', `line ${line}${column === undefined ? '' : `, ${column}`}: ${reason}`),
    ),
  );
  const more = problemCount - problems.length;
  if (more > 0) list.append(element('li', '', `and ${formatCount(more)} more`));
  const details = element(
    'details',
    '',
    element(
      'summary',
      '',
      pluralize(
        problemCount,
        'row, cell or column is left out',
        'rows, cells or columns are left out',
      ),
    ),
    list,
  );
  return element('div', 'findings', ...notices, details);
}

/** How the table was understood, in the words of the terminal and of questions.meta.json. */
export const readingList = ({ readingLines }: DatasetPreview): HTMLElement =>
  titled(
    'How the table is read',
    element('ul', 'reading', ...readingLines.map((line) => element('li', '', line))),
  );

/** A part of the page with its heading, by which a screen reader names it. */
export const titled = (title: string, ...content: readonly HTMLElement[]): HTMLElement =>
  elementWith('section', { 'aria-label': title }, element('h2', '', title), ...content);

export function samplesTable(samples: readonly Question[]): HTMLElement {
  const title = 'Some of the questions';
  if (samples.length === 0) {
    return titled(
      title,
      element('p', 'dim', 'There are none: no column that is asked has a value.'),
    );
  }
  const head = ['Question', 'Golden', 'Split'].map((title) =>
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
