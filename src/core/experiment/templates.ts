import { say, spoken, type Sentence } from '../common/sentence.ts';
import { targetModules } from '../recipe/recipe.ts';

/** Questions that are often asked, each with the grid that answers it. */
export const templateNames = [
  'Capacity',
  'Phrasings',
  'Repetition',
  'Learning rate',
  'Table size',
  'Precision',
  'Bases',
] as const;
export type TemplateName = (typeof templateNames)[number];

interface Subject {
  /** A table or questions, as experiment.json names them. */
  readonly source: { readonly table: string } | { readonly questions: string };
  readonly base: string;
  readonly targets: readonly string[];
  /** Rows of the table, and a column with a number in most of them; for the table's size. */
  readonly rows?: { readonly count: number; readonly by: string };
}

/** What an experiment.json of a template holds besides `v`, its subject and its seeds. */
interface Template {
  readonly question: Sentence;
  readonly recipe?: Readonly<Record<string, unknown>>;
  readonly dataset?: Readonly<Record<string, unknown>>;
  readonly base?: readonly string[];
}

/** Epochs after which a run that has not recalled everything is stopped: it would hide differences otherwise. */
const epochs = 30;
const someSeeds = [1, 2, 3];

function templateOf(name: TemplateName, { base, rows }: Subject): Template {
  switch (name) {
    case 'Capacity':
      return {
        question: say('Is it the rank, or which layers have an adapter?'),
        recipe: { rank: [8, 64], targetModules: [['q_proj', 'v_proj'], targetModules], epochs },
      };
    case 'Phrasings':
      return {
        question: say(
          'How many phrasings of a fact have to be trained for it to be found in another?',
        ),
        // The bundled phrasings have three to train on; a file of your own may have more.
        dataset: { phrasingsPerFact: [1, 2, 3] },
        recipe: { epochs },
      };
    case 'Repetition':
      return {
        question: say('How often does a fact have to be seen?'),
        recipe: { epochs: [2, 4, 8, 16, 32], stopAtRecall: false, settledAt: 1 },
      };
    case 'Learning rate':
      return {
        question: say('How wide is the band of learning rates that recall?'),
        recipe: { learningRate: [1e-4, 2e-4, 5e-4, 1e-3, 2e-3], epochs },
      };
    case 'Table size':
      return {
        question: say('How many rows does an adapter hold?'),
        dataset: { rows: sizesOf(rows) },
        recipe: { rank: [8, 64], epochs },
      };
    case 'Precision':
      return {
        question: say('What does a 4-bit or 8-bit base cost?'),
        recipe: { quantization: ['none', 'int8', 'nf4'], epochs },
      };
    case 'Bases':
      return {
        question: say('How much does the base matter?'),
        base: [...new Set([base, 'Qwen/Qwen2.5-0.5B-Instruct', 'Qwen/Qwen2.5-1.5B-Instruct'])],
        recipe: { epochs },
      };
  }
}

/** A quarter, a half and all of them. */
function sizesOf(rows: Subject['rows']): unknown[] {
  if (rows === undefined) return [{}];
  const counts = [rows.count / 4, rows.count / 2, rows.count].map((count) =>
    Math.max(1, Math.round(count)),
  );
  return [...new Set(counts)].map((count) => ({ top: { count, by: rows.by } }));
}

/** Whether a template needs a table, since it varies what is made of it. */
export const needsTable = (name: TemplateName): boolean =>
  name === 'Phrasings' || name === 'Table size';

/** What a template finds out. */
export const templateQuestion = (name: TemplateName): Sentence =>
  templateOf(name, { source: { table: '' }, base: '', targets: [] }).question;

/** The content of a new experiment.json. */
export function experimentOf(name: TemplateName, subject: Subject): Record<string, unknown> {
  const { question, base = [subject.base], recipe, dataset } = templateOf(name, subject);
  return {
    v: 1,
    name,
    question: spoken(question),
    ...subject.source,
    base,
    preset: 'recall',
    ...(recipe && { recipe }),
    ...(dataset && { dataset }),
    seeds: someSeeds,
    targets: subject.targets,
  };
}
