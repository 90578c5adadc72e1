import type { LazyList } from '../common/lazyList.ts';
import { QuestionColumns } from '../dataset/questionStore.ts';
import { askedOf, eachSplit, goldenOf, type Question } from '../dataset/question.ts';
import { QuestionReader } from '../dataset/questionsFile.ts';
import type { EvaluationRow } from '../evaluation/evaluation.ts';
import { failuresFirst } from './failuresFirst.ts';
import {
  longestText,
  type BrokenLine,
  type DatasetCounts,
  type DatasetGroup,
  type DatasetQuery,
  type DatasetQuestion,
  type DatasetRow,
  type DatasetRows,
  type DatasetWindow,
  type LastAnswer,
  type LinePlace,
  type ProblemSeverity,
} from './datasetMessages.ts';

/** Maximum number of rows per window. */
const mostRows = 1000;

/** A row to be: a question is drawn when it is asked for. */
type Item = { readonly at: number; readonly isFirst: boolean } | BrokenLine | DatasetGroup;

type Found = Pick<DatasetRows, 'counts'> & { readonly items: readonly Item[] };

/**
 * A questions.jsonl as a table: broken lines first, then its questions by entity and fact, those with
 * failures first.
 */
export class DatasetTable {
  readonly #questions = new QuestionColumns();
  /** 0-based, by question. */
  readonly #lines: number[] = [];
  readonly #broken: BrokenLine[] = [];
  #answers: LazyList<EvaluationRow> = [];
  #answerOf: ReadonlyMap<string, number> = new Map();
  #problems: ReadonlyMap<number, ProblemSeverity> = new Map();
  #order: Uint32Array | undefined;
  #last: { readonly key: string; readonly found: Found } | undefined;

  constructor(text: string) {
    const reader = new QuestionReader();
    for (const [line, content] of text
      .replace(/^\uFEFF/, '')
      .split('\n')
      .entries()) {
      const read = reader.read(content, line + 1);
      if (read === undefined) continue;
      if (read.question === undefined) {
        const { message } = read;
        const cut = content.slice(0, longestText);
        this.#broken.push({ kind: 'broken', id: `line ${line}`, line, text: cut, message });
      } else {
        this.#questions.push(read.question);
        this.#lines.push(line);
      }
    }
  }

  /** What the newest run answered, by which rows are marked and ordered. */
  set answers(answers: LazyList<EvaluationRow>) {
    this.#answers = answers;
    this.#answerOf = new Map(Array.from(answers, ({ question }, index) => [question.id, index]));
    this.#order = undefined;
    this.#last = undefined;
  }

  /** The worst problem of each line that has one. */
  set problems(problems: ReadonlyMap<number, ProblemSeverity>) {
    this.#problems = problems;
    this.#last = undefined;
  }

  counts(): DatasetCounts {
    const facts = new Set<string>();
    const entities = new Set<string>();
    const splits = eachSplit(() => 0);
    let [answered, missed] = [0, 0];
    for (const question of this.#questions) {
      facts.add(`${question.entity}\n${question.fact}`);
      entities.add(question.entity);
      splits[question.split] += 1;
      const row = this.#answerTo(question);
      if (row === undefined || isStale(question, row)) continue;
      answered += 1;
      missed += row.verdict === 'exact' ? 0 : 1;
    }
    return {
      questions: this.#questions.length,
      facts: facts.size,
      entities: entities.size,
      broken: this.#broken.length,
      ...{ splits, answered, missed },
    };
  }

  /** Caches the last query's result, so that scrolling only copies a few rows. */
  rows({ query, start, count }: DatasetWindow): DatasetRows {
    const key = JSON.stringify(query);
    if (this.#last?.key !== key) this.#last = { key, found: this.#find(query) };
    const { items, counts } = this.#last.found;
    const rows = items.slice(start, start + Math.min(count, mostRows)).map((item): DatasetRow => {
      return 'kind' in item ? item : this.#questionAt(item.at, item.isFirst);
    });
    return { total: items.length, counts, rows };
  }

  /** A line as it is now, and all phrasings of its fact; undefined where it is gone. */
  details({
    id,
    line,
  }: LinePlace):
    | { readonly row: DatasetQuestion | BrokenLine; readonly phrasings: readonly DatasetQuestion[] }
    | undefined {
    const at = this.#questions.placeOf(id);
    const question = this.#questions.at(at);
    if (question === undefined || at < 0) {
      const row = this.#broken.find((broken) => broken.line === line && broken.id === id);
      return row && { row, phrasings: [] };
    }
    const phrasings: DatasetQuestion[] = [];
    let index = 0;
    for (const { fact, entity } of this.#questions) {
      if (fact === question.fact && entity === question.entity)
        phrasings.push(this.#questionAt(index, phrasings.length === 0));
      index += 1;
    }
    return { row: this.#questionAt(at, true), phrasings };
  }

  /** An id that no question has. */
  freeId(stem: string): string {
    for (let number = 1; ; number += 1) {
      const id = `${stem}${number}`;
      if (this.#questions.indexOf(id) < 0) return id;
    }
  }

  #find({ marks, text, split }: DatasetQuery): Found {
    const wanted = text.toLowerCase();
    const isFound = (...texts: readonly string[]): boolean =>
      wanted === '' || texts.some((one) => one.toLowerCase().includes(wanted));
    const counts = { all: 0, missed: 0, problems: 0 };
    const items: Item[] = [];
    for (const broken of this.#broken) {
      if (split !== undefined || !isFound(broken.text)) continue;
      counts.all += 1;
      counts.problems += 1;
      if (marks !== 'missed') items.push(broken);
    }
    let group: { -readonly [Key in keyof DatasetGroup]: DatasetGroup[Key] } | undefined;
    let fact = '';
    for (const at of this.#orderNow()) {
      const question = this.#questions.at(at);
      if (question === undefined || (split !== undefined && question.split !== split)) continue;
      const row = this.#answerTo(question);
      if (!isFound(askedOf(question), goldenOf(question), row?.output ?? '')) continue;
      const isMissed = row !== undefined && row.verdict !== 'exact' && !isStale(question, row);
      const hasProblem = this.#problems.has(this.#lines[at] ?? -1);
      counts.all += 1;
      if (isMissed) counts.missed += 1;
      if (hasProblem) counts.problems += 1;
      if (!{ all: true, missed: isMissed, problems: hasProblem }[marks]) continue;
      const { entity, id } = question;
      if (group?.entity !== entity) {
        fact = '';
        group = { kind: 'group', id: `group ${entity}`, entity, questions: 0, missed: 0 };
        // Questions that are about nothing but themselves need no heading.
        if (entity !== id) items.push(group);
      }
      group.questions += 1;
      group.missed += isMissed ? 1 : 0;
      items.push({ at, isFirst: question.fact !== fact });
      ({ fact } = question);
    }
    return { items, counts };
  }

  #orderNow(): Uint32Array {
    this.#order ??= failuresFirst(this.#questions, (index) => {
      const question = this.#questions.at(index);
      const row = question && this.#answerTo(question);
      // An edit moves no row.
      return row !== undefined && row.verdict !== 'exact';
    });
    return this.#order;
  }

  #answerTo({ id }: Question): EvaluationRow | undefined {
    const index = this.#answerOf.get(id);
    return index === undefined ? undefined : this.#answers.at(index);
  }

  #questionAt(at: number, isFirst: boolean): DatasetQuestion {
    const question = this.#questions.at(at);
    if (question === undefined) throw new Error(`no question ${at}`);
    const line = this.#lines[at] ?? 0;
    const { id, entity, statistic, fact, phrasing, split } = question;
    const row = this.#answerTo(question);
    const problem = this.#problems.get(line);
    return {
      ...{ kind: 'question', id, line, entity, statistic, fact, phrasing, split, isFirst },
      question: askedOf(question).slice(0, longestText),
      golden: goldenOf(question).slice(0, longestText),
      ...(row && { answer: lastAnswer(question, row) }),
      ...(problem && { problem }),
    };
  }
}

function lastAnswer(question: Question, row: EvaluationRow): LastAnswer {
  const { verdict, format, reason, output } = row;
  return {
    output: output.trim().slice(0, longestText),
    isStale: isStale(question, row),
    ...{ verdict, format },
    ...(reason && { reason }),
  };
}

/** Whether it was another question, or another golden, that was answered. */
const isStale = (question: Question, { question: asked }: EvaluationRow): boolean =>
  goldenOf(asked) !== goldenOf(question) ||
  JSON.stringify(asked.prompt) !== JSON.stringify(question.prompt);
