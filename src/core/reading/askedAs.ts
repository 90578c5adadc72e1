import type { Domain, DomainPhrasings } from './domain.ts';
import type { ColumnForm } from './columnForm.ts';
import { type HeaderWords, isPlural, isPluralOnly } from './headerWords.ts';
import { normalizeHeader } from './knownStatistics.ts';
import type { sortOfName } from './nameHeaders.ts';

/** How a column that no known statistic describes is asked. */
export interface AskedAs {
  /** What phrasings call the column. */
  readonly statistic: string;
  readonly unit?: string;
  /** Of `minutes played`: what is counted, and what was done with it. */
  readonly noun?: string;
  readonly verb?: string;
  readonly phrasings: DomainPhrasings;
}

/** A phrasing with what it calls the column. */
export const fillWords = (
  template: string,
  words: Readonly<Partial<Record<'statistic' | 'unit' | 'noun' | 'verb', string | undefined>>>,
): string =>
  template.replace(
    /\{(statistic|unit|noun|verb)\}/g,
    (_, key: 'statistic' | 'unit' | 'noun' | 'verb') => words[key] ?? '',
  );

interface Asking {
  readonly header: string;
  readonly words: HeaderWords;
  readonly form: ColumnForm;
  /** Whether several columns have its header. */
  readonly isNumbered: boolean;
  /** What a column of a year is a figure of. */
  readonly measure: string | undefined;
  /** Of flags: whether they are yes and no. */
  readonly isYesNo: boolean;
  /** Whether its texts are written small, as names are not: `primary`, `minor`. */
  readonly isSmall: boolean;
  readonly domain: Domain;
  /** What rows are about; `time` or `day` where they are named by such. */
  readonly about: ReturnType<typeof sortOfName> | 'time' | 'day';
}

/**
 * How a column is asked: in the phrasings of its attribute or kind, unless another column is asked so
 * already (`W` beside `Wins`): then by its header, in quotes.
 *
 * @param taken What is asked of other columns; this column's is added.
 */
export function askedApart(asking: Asking, taken: Set<string>): AskedAs {
  const usual = askedAs(asking);
  const isTaken = textsOf(usual).some((text) => taken.has(text));
  const { domain, header } = asking;
  const { value = usual.phrasings } = domain.phrasings;
  const asked = isTaken ? { statistic: `“${header}”`, phrasings: value } : usual;
  for (const text of textsOf(asked)) taken.add(text);
  return asked;
}

const textsOf = ({ phrasings: { train, held }, ...words }: AskedAs): string[] =>
  [...train, ...held].map((template) => fillWords(template, words));

/** The domain's phrasings for a column: an attribute's own, else those of its kind. */
function askedAs(asking: Asking): AskedAs {
  const { header, words, form, domain } = asking;
  const normalized = normalizeHeader(header);
  const isShare = words.words.endsWith(' percentage');
  const attribute =
    asking.isNumbered || isShare
      ? undefined
      : domain.attributes.find(
          ({ headers, forms }) =>
            headers.some((one) => normalizeHeader(one) === normalized) &&
            !asking.isSmall &&
            (forms === undefined || fits(form, forms)),
        );
  const [verb] =
    Object.entries(domain.verbs).find(([, headers]) =>
      headers.some((one) => normalizeHeader(one) === normalized),
    ) ?? [];
  const said = {
    statistic: words.words,
    ...(words.unit === undefined ? {} : { unit: words.unit }),
  };
  const kind = (name: string): DomainPhrasings =>
    domain.phrasings[name] ?? domain.phrasings.value ?? { train: [], held: [] };
  const isOfYear = /^(?:1[5-9]|20)\d\d$/.test(header);
  if (isOfYear && asking.measure !== undefined && domain.phrasings['measure of a year']) {
    return { ...said, noun: asking.measure, phrasings: kind('measure of a year') };
  }
  const isSeveral = isPlural(words.words) || isPluralOnly(words.words);
  const isQuoted = words.isUnsayable === true && domain.phrasings.heading !== undefined;
  if ((asking.about === 'time' || asking.about === 'day') && !isQuoted) {
    return { ...said, phrasings: kind(isSeveral ? `${asking.about} plural` : asking.about) };
  }
  if (attribute !== undefined && words.unit === undefined) {
    return { ...said, phrasings: attribute.phrasings };
  }
  const isRelease = asking.about === 'work' && normalized === 'year';
  const [done] = participle.exec(words.words) ?? [];
  const past = verb ?? (isRelease ? 'released' : done);
  if (past !== undefined && form.form === 'year') {
    return { statistic: past, phrasings: kind('verb year') };
  }
  if (past !== undefined && form.form === 'date') {
    return { statistic: past, phrasings: kind('verb date') };
  }
  const isOther = asking.isSmall && isUsual(asking, normalized);
  if ((isOther || isHeading(asking)) && domain.phrasings.heading) {
    return { statistic: header.replace(/_+/g, ' ').trim(), phrasings: kind('heading') };
  }
  const [, noun, made] = doneTo.exec(words.words) ?? [];
  const isNumber = form.form === 'integer' || form.form === 'decimal';
  if (isNumber && noun !== undefined && made !== undefined && isPlural(noun)) {
    return { ...said, noun, verb: made, phrasings: kind('done') };
  }
  return { ...said, phrasings: kind(kindOf(asking)) };
}

/** Whether a header means people, places, or what has phrasings of its own. */
const isUsual = ({ domain }: Asking, normalized: string): boolean =>
  [...domain.people, ...domain.places].includes(normalized) ||
  domain.attributes.some(({ headers }) => headers.includes(normalized));

/** Of what is done to something: nothing is `appeared` by anybody. */
const participle =
  /^(?!(?:appeared|debuted|died|disappeared|ended|happened|joined|occurred|retired|started)$)[a-z]+[^e]ed$/;

/** What is quoted as it is: no name of a thing, but a place in an order, or what was done. */
function isHeading({ words: { words, isUnsayable }, form: { form } }: Asking): boolean {
  if (isUnsayable === true || /^(?:first|second|third|fourth|fifth)$/.test(words)) return true;
  const isOfThat = ['integer', 'decimal', 'date', 'year', 'code'].includes(form);
  if (!isOfThat || !/[^\P{L}e]ed$/u.test(words)) return false;
  const [, noun = ''] = doneTo.exec(words) ?? [];
  return !isPlural(noun);
}

/** `minutes played`: a noun and what was done with it. */
const doneTo = /^(.+) ([a-z]+(?:ed|en)(?: in)?|won|lost|sold|made|drawn)$/;

function kindOf({ header, words, form, isYesNo, domain, about }: Asking): string {
  const normalized = normalizeHeader(header);
  const said = normalizeHeader(words.words);
  const isIn = (list: readonly string[]): boolean =>
    list.includes(normalized.replace(/\d$/, '')) || list.includes(said.replace(/\d$/, ''));
  if (/^(?:1[5-9]|20)\d\d$/.test(header)) return 'value of a year';
  switch (form.form) {
    case 'year':
      return 'year';
    case 'flag':
      return isYesNo ? 'yes or no' : 'flag';
    case 'integer':
    case 'decimal':
    case 'score':
    case 'percent':
    case 'money':
      if (words.unit !== undefined && form.form !== 'percent' && form.form !== 'money')
        return 'unit';
      if (isPluralOnly(words.words)) return 'plural';
      if (!isPlural(words.words) || form.form === 'money') return 'value';
      if (
        / per (?:game|match|innings|over|set|season|90|\d+ minutes|minute|attempt|completion|gallon)\b/.test(
          words.words,
        )
      )
        return 'rate';
      // Shares and scores are called by plurals, too, and count nothing.
      return form.form === 'decimal' && form.isBelowTwo ? 'plural' : 'count';
    case 'text':
    case 'code':
      if (isIn(domain.people)) return 'person';
      if (isIn(domain.teams)) return about === 'person' ? 'team' : 'value';
      if (isIn(domain.places)) return ['person', 'work'].includes(about) ? 'origin' : 'place';
      return isPlural(words.words) ? 'plural' : 'value';
    case 'span':
    case 'figures':
      return isPlural(words.words) ? 'plural' : 'value';
    case 'date':
    case 'url':
    case 'long text':
    case 'empty':
      return 'value';
  }
}

const fits = ({ counts, values }: ColumnForm, forms: readonly string[]): boolean =>
  Object.entries(counts).reduce(
    (sum, [kind, count]) => sum + (forms.includes(kind) ? count : 0),
    0,
  ) *
    2 >
  values;
