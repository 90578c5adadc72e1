import { findDelimiter } from '../../core/csv/findDelimiter.ts';
import type { EvaluationRow } from '../../core/evaluation/evaluation.ts';
import { drawHeat, type HeatDrawing } from '../../core/evaluation/heatDrawing.ts';
import { heatMapOf, type HeatCell, type HeatMap } from '../../core/evaluation/heatMap.ts';
import type { LazyList } from '../../core/common/lazyList.ts';
import { locateCells } from '../../core/csv/locateCells.ts';
import { askedOf, goldenOf, type Question } from '../../core/dataset/question.ts';
import {
  testsPerPage,
  type RecallTestItem,
  type RecallTestPage,
} from '../../core/evaluation/recallTestItem.ts';
import { chooseTestRows } from '../../core/evaluation/chooseTestRows.ts';
import { linesOfQuestions, questionsPathOf } from '../run/questionsPath.ts';

/** Number of characters searched for the table's delimiter. */
const beginning = 64 * 1024;

/**
 * The parts of an evaluation shown outside its page: in the table, in questions.jsonl, as tests.
 */
export interface InlineEvaluation {
  /** The question with this id and its output. */
  row(id: string): EvaluationRow | undefined;
  /** The question with this text. */
  asked(text: string): Question | undefined;
  /** The text of the first questions. */
  suggestions(count: number): string[];
  /** The page of tests that starts at this index. */
  tests(start: number): Promise<RecallTestPage>;
  /** The current table as a heat map, which is cached for `heatCell`. */
  heatMap(text: string): HeatDrawing;
  heatCell(offset: number): HeatCell | undefined;
}

export function createInlineEvaluation(
  runFolder: string,
  rows: LazyList<EvaluationRow>,
): InlineEvaluation {
  let map: HeatMap | undefined;
  let byText: Map<string, Question> | undefined;
  let listed: Promise<Listed> | undefined;
  return {
    row: (id) => find(rows, ({ question }) => question.id === id),
    asked(text) {
      byText ??= new Map(Array.from(rows, ({ question }) => [askedOf(question), question]));
      return byText.get(text);
    },
    suggestions(count) {
      const found = new Set<string>();
      for (const { question } of rows) {
        if (found.size === count) break;
        found.add(askedOf(question));
      }
      return [...found];
    },
    async tests(start) {
      const { path, shown, lines } = await (listed ??= list(runFolder, rows));
      return {
        path,
        shown: shown.length,
        questions: rows.length,
        tests: shown
          .slice(start, start + testsPerPage)
          .map((row) => testOf(row, lines.get(row.question.id) ?? 0)),
      };
    },
    heatMap(text) {
      map = heatMapOf(rows, locateCells(text, findDelimiter(text.slice(0, beginning))));
      return drawHeat(map);
    },
    heatCell: (offset) => map?.cells.find(({ start, end }) => start <= offset && offset <= end),
  };
}

/** The rows shown as tests, and their location. */
interface Listed {
  readonly path: string;
  readonly shown: readonly EvaluationRow[];
  readonly lines: ReadonlyMap<string, number>;
}

async function list(runFolder: string, rows: LazyList<EvaluationRow>): Promise<Listed> {
  const shown = chooseTestRows(rows);
  const path = await questionsPathOf(runFolder);
  const ids = new Set(shown.map(({ question }) => question.id));
  return { path, shown, lines: await linesOfQuestions(path, ids) };
}

const testOf = (
  { question, output, verdict, reason }: EvaluationRow,
  line: number,
): RecallTestItem => ({
  id: question.id,
  entity: question.entity,
  asked: askedOf(question),
  golden: goldenOf(question),
  output,
  verdict,
  ...(reason !== undefined && { reason }),
  line,
});

function find<Item>(list: LazyList<Item>, isWanted: (item: Item) => boolean): Item | undefined {
  for (const item of list) if (isWanted(item)) return item;
  return undefined;
}
