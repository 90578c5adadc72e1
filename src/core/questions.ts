import { type Askable, chooseAskables } from './askable.ts';
import { holdFacts } from './heldFacts.ts';
import { fillWording, type Phrasings, wordingsOf } from './phrasings.ts';
import type { Question, Split } from './question.ts';
import { slugs } from './slug.ts';
import { type Table, type TableProblem, valueOf } from './table.ts';
import { UserError } from './userError.ts';

/** Raised whenever the same table and options would give other questions than before. */
export const generatorVersion = 1;

export interface GenerateOptions {
  /** Ids or headers of what to ask, in this order; by default the known ones but not outs. */
  readonly statistics?: readonly string[] | undefined;
  /** Wordings to train on for each fact, 1 or more; by default all there are. */
  readonly phrasingsPerFact?: number | undefined;
  /** Share of facts, from 0 to below 1, kept from training in every wording (split `fact`); 0. */
  readonly heldFacts?: number | undefined;
  /** Whole number that decides which facts are held; 42. */
  readonly seed?: number | undefined;
}

export interface Dataset {
  /** In the order of rows, then of statistics, then of phrasings. */
  readonly questions: readonly Question[];
  readonly meta: DatasetMeta;
}

/** What was made of a table: the core of questions.meta.json. */
export interface DatasetMeta {
  readonly v: 1;
  readonly generator: number;
  /** What was used, defaults filled in. */
  readonly options: {
    readonly statistics: readonly string[];
    readonly phrasingsPerFact: number | null;
    readonly heldFacts: number;
    readonly seed: number;
  };
  readonly counts: {
    readonly entities: number;
    readonly facts: number;
    readonly questions: number;
    readonly splits: SplitCounts;
    /** Questions by statistic. */
    readonly statistics: Readonly<Record<string, SplitCounts>>;
  };
  /** Rows left out, and cells left out of the columns asked about. */
  readonly skipped: readonly TableProblem[];
}

export type SplitCounts = Readonly<Record<Split, number>>;

/**
 * Asks every fact of a table in every wording. The same table, phrasings and options give the same
 * questions everywhere, and another order of rows the same ids and splits.
 *
 * @throws UserError when an option is out of range, a chosen statistic is not in the table, or there
 *   is nothing to ask.
 */
export function generateQuestions(
  table: Table,
  phrasings: Phrasings,
  options: GenerateOptions = {},
): Dataset {
  const { phrasingsPerFact, heldFacts = 0, seed = 42 } = options;
  requireOptions({ phrasingsPerFact, heldFacts, seed });
  const asked = chooseAskables(table, options.statistics);
  const facts = listFacts(table, asked);
  if (facts.length === 0) {
    throw new UserError(`${table.name} has no value under ${asked.map(titleOf).join(', ')}.`);
  }
  const held = holdFacts(
    facts.map(({ id }) => id),
    { share: heldFacts, seed },
  );
  const questions = facts.flatMap((fact) =>
    askFact(fact, { phrasings, phrasingsPerFact, held: held.has(fact.id) }),
  );
  const columns = new Set([table.entityColumn.name, ...asked.map(({ column }) => column.name)]);
  return {
    questions,
    meta: {
      v: 1,
      generator: generatorVersion,
      options: {
        statistics: asked.map(({ id }) => id),
        phrasingsPerFact: phrasingsPerFact ?? null,
        heldFacts,
        seed,
      },
      counts: {
        entities: table.rows.length,
        facts: facts.length,
        questions: questions.length,
        splits: countSplits(questions),
        statistics: Object.fromEntries(
          asked.map(({ id }) => [id, countSplits(questions.filter((q) => q.statistic === id))]),
        ),
      },
      skipped: table.problems.filter(({ column }) => column === undefined || columns.has(column)),
    },
  };
}

function requireOptions(options: {
  phrasingsPerFact: number | undefined;
  heldFacts: number;
  seed: number;
}): void {
  const { phrasingsPerFact = 1, heldFacts, seed } = options;
  if (!Number.isInteger(phrasingsPerFact) || phrasingsPerFact < 1) {
    throw new UserError(
      `phrasingsPerFact is ${phrasingsPerFact}. Expected a whole number of at least 1.`,
    );
  }
  if (!(heldFacts >= 0 && heldFacts < 1)) {
    throw new UserError(`heldFacts is ${heldFacts}. Expected a share from 0 to below 1.`);
  }
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw new UserError(`seed is ${seed}. Expected a whole number from 0 to 4294967295.`);
  }
}

interface Fact {
  readonly id: string;
  readonly entity: string;
  readonly askable: Askable;
  readonly golden: string;
  readonly row: number;
}

function listFacts(table: Table, asked: readonly Askable[]): Fact[] {
  const entities = slugs(table.rows.map(({ entity }) => entity));
  return table.rows.flatMap((row) =>
    asked.flatMap((askable) => {
      const golden = valueOf(row, askable.column);
      const id = `${entities.get(row.entity) ?? ''}/${askable.id}`;
      return golden === undefined
        ? []
        : [{ id, entity: row.entity, askable, golden, row: row.row }];
    }),
  );
}

interface Asking {
  readonly phrasings: Phrasings;
  readonly phrasingsPerFact: number | undefined;
  readonly held: boolean;
}

function askFact(fact: Fact, { phrasings, phrasingsPerFact, held }: Asking): Question[] {
  const { askable, entity } = fact;
  const wordings = wordingsOf(phrasings, askable.id);
  const ask = (wording: string, phrasing: number, split: Split): Question => ({
    id: `${fact.id}/${phrasing}`,
    prompt: [{ role: 'user', content: fillWording(wording, { entity, statistic: askable.title }) }],
    completion: [{ role: 'assistant', content: fact.golden }],
    fact: fact.id,
    entity,
    statistic: askable.id,
    phrasing,
    split: held ? 'fact' : split,
    source: { row: fact.row, column: askable.column.name },
  });
  return [
    ...wordings.train.slice(0, phrasingsPerFact).map((w, i) => ask(w, i + 1, 'train')),
    ...wordings.held.map((w, i) => ask(w, wordings.train.length + i + 1, 'phrasing')),
  ];
}

function countSplits(questions: readonly Question[]): SplitCounts {
  const counts: Record<Split, number> = { train: 0, phrasing: 0, fact: 0 };
  for (const { split } of questions) {
    counts[split]++;
  }
  return counts;
}

const titleOf = ({ title }: Askable): string => title;
