import { say, type Sentence } from '../common/sentence.ts';
import { type JsonText, locateTexts } from './jsonStrings.ts';
import { hasBrokenUnicode } from '../common/brokenUnicode.ts';
import { slug } from '../common/slug.ts';
import { knownStatistics, statisticOf } from '../reading/knownStatistics.ts';

/** Something amiss with a file of phrasings, and where. */
export interface PhrasingProblem {
  /** Offsets in the file. */
  readonly start: number;
  readonly end: number;
  readonly severity: 'error' | 'warning';
  readonly code: PhrasingCode;
  readonly message: Sentence;
  /** Where there is one right answer. */
  readonly fix?: PhrasingFix;
}

export interface PhrasingFix {
  readonly title: Sentence;
  /** What is to stand between these offsets. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export type PhrasingCode =
  | 'no-placeholder'
  | 'unknown-placeholder'
  | 'same-phrasing'
  | 'held-but-trained'
  | 'unknown-statistic'
  | 'characters';

const lists = ['train', 'held', 'more'] as const;

/** A phrasing in its place. */
interface Placed extends JsonText {
  readonly of: string;
  readonly list: (typeof lists)[number];
}

/**
 * All that is amiss with a file of phrasings, by place; nothing where it is not JSON at all, which
 * editors tell by themselves.
 */
export function lintPhrasings(json: string): PhrasingProblem[] {
  if (!isJson(json)) return [];
  const { values, keys } = locateTexts(json);
  const templates = values.flatMap(asPhrasing);
  const groups = new Set(templates.map(({ of }) => of));
  const ids = keys.filter(({ path }) => path.length === 2 && isGroup(path[0]));
  const problems = [
    ...ids.flatMap((id) => lintId(id, ids)),
    ...[...groups].flatMap((group) =>
      lintGroup(
        templates.filter(({ of }) => of === group),
        json,
      ),
    ),
  ];
  return problems.sort((a, b) => a.start - b.start);
}

const isGroup = (key: string | number | undefined): boolean =>
  key === 'statistics' || key === 'further';

/** `statistics/ID/train/0` or `general/held/1`. */
function asPhrasing(value: JsonText): Placed[] {
  const path = value.path[0] === 'general' ? ['', ...value.path] : value.path;
  const [group, of] = path;
  const list = lists.find((known) => known === path[2]);
  if (path.length !== 4 || typeof of !== 'string') return [];
  if (group !== '' && !isGroup(group)) return [];
  return list === undefined ? [] : [{ ...value, of, list }];
}

function lintId(key: JsonText, all: readonly JsonText[]): PhrasingProblem[] {
  const { text, start, end } = key;
  if (knownStatistics.some(({ id }) => id === text)) return [];
  const meant =
    statisticOf(text, 'batting') ?? statisticOf(text, 'bowling') ?? statisticOf(text, 'fielding');
  const right = meant?.id ?? slug(text);
  // What is a slug may be a column's own.
  if (right === text) return [];
  const message =
    meant === undefined
      ? say('no column is asked about as “{0}”: of this header it would be “{1}”', text, right)
      : say('“{0}” is no statistic: {1} is “{2}”', text, meant.title, right);
  const isTaken = all.some((other) => other.text === right);
  const fix = { title: say('Call it “{0}”', right), start, end, text: JSON.stringify(right) };
  const problem = { start, end, severity: 'warning', code: 'unknown-statistic', message } as const;
  return [isTaken ? problem : { ...problem, fix }];
}

function lintGroup(templates: readonly Placed[], json: string): PhrasingProblem[] {
  // What is trained counts first, wherever it stands.
  const inOrder = [...templates].sort(
    (a, b) => Number(a.list === 'held') - Number(b.list === 'held'),
  );
  const first = new Map<string, Placed>();
  return inOrder.flatMap((template) => {
    const problems = lintPhrasing(template);
    const earlier = first.get(template.text);
    if (earlier === undefined) first.set(template.text, template);
    else problems.push(repeated(template, earlier, json));
    return problems;
  });
}

function repeated({ start, end, list }: Placed, earlier: Placed, json: string): PhrasingProblem {
  const isTrained = list === 'held' && earlier.list !== 'held';
  const removed = withComma(json, start, end);
  return {
    start,
    end,
    severity: 'error',
    code: isTrained ? 'held-but-trained' : 'same-phrasing',
    message: isTrained
      ? say('this phrasing is trained: held back it tells nothing')
      : say('this phrasing is there twice'),
    fix: { title: say('Remove this phrasing'), ...removed, text: '' },
  };
}

/** An item of a list with one of the commas beside it. */
function withComma(json: string, start: number, end: number): { start: number; end: number } {
  const [after = ''] = /^\s*,\s*/.exec(json.slice(end)) ?? [];
  if (after !== '') return { start, end: end + after.length };
  const [before = ''] = /,\s*$/.exec(json.slice(0, start)) ?? [];
  return { start: start - before.length, end };
}

function lintPhrasing({ text, start, end, of }: Placed): PhrasingProblem[] {
  const needed = of === 'general' ? ['{entity}', '{statistic}'] : ['{entity}'];
  const lacking = needed.filter((placeholder) => !text.includes(placeholder));
  const unknown = [...new Set(text.match(/\{[^{}]*\}/g))].filter(
    (placeholder) => placeholder !== '{entity}' && placeholder !== '{statistic}',
  );
  const problems: PhrasingProblem[] = [];
  const [lacks] = lacking;
  const [stray] = unknown;
  if (lacks !== undefined) {
    const message =
      lacking.length > 1
        ? say('the phrasing lacks {0} and {1}', ...lacking)
        : say('the phrasing lacks {0}', lacks);
    const problem = { start, end, severity: 'error', code: 'no-placeholder', message } as const;
    if (stray === undefined || lacking.length > 1 || unknown.length > 1) problems.push(problem);
    else {
      const right = JSON.stringify(text.replaceAll(stray, lacks));
      problems.push({
        ...problem,
        fix: { title: say('Write {0} for {1}', lacks, stray), start, end, text: right },
      });
    }
  } else if (stray !== undefined) {
    const message = say('{0} stands for nothing and is asked as it is', unknown.join(', '));
    problems.push({ start, end, severity: 'warning', code: 'unknown-placeholder', message });
  }
  if (hasBrokenUnicode(text)) {
    const message = say('it has characters that stand for none: no tokenizer gives them back');
    problems.push({ start, end, severity: 'warning', code: 'characters', message });
  }
  return problems;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text.replace(/^\uFEFF/, ''));
    return true;
  } catch {
    return false;
  }
}
