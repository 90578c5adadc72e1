import { say, type Sentence, type Text } from '../common/sentence.ts';
import { TextChecker, type TextProbe, type TextProblem } from './checkTexts.ts';
import { goldenOf, isTrained, type Question } from './question.ts';
import { formatQuestions, parseQuestionLines, type QuestionLine } from './questionsFile.ts';

/** A defect of a dataset, on its line. */
export interface LintProblem {
  /** 1-based. */
  readonly line: number;
  readonly severity: 'error' | 'warning';
  readonly code: LintCode;
  readonly message: Text;
  /** Where there is one right answer: what the line should be; null where it should go. */
  readonly fix?: { readonly title: Sentence; readonly replacement: string | null };
}

export type LintCode =
  | 'unreadable'
  | 'two-goldens'
  | 'asked-twice'
  | 'held-but-trained'
  | 'entity-not-named'
  /** Of the base, not of the line. */
  | 'base'
  | TextProblem['code'];

/** All that is amiss with the text of questions.jsonl, by line. */
export const lintQuestions = (text: string): LintProblem[] => [...lintLines(text)].flat();

/** The same, line by line, for those who want to pause in between. */
function* lintLines(text: string): Generator<LintProblem[]> {
  const linter = new QuestionLinter();
  for (const read of parseQuestionLines(text)) yield linter.lint(read);
}

/** What later lines are held against. */
interface Earlier {
  readonly line: number;
  readonly key: string;
  readonly prompt: Question['prompt'];
  readonly golden: string;
  readonly isTrained: boolean;
}

/** Finds what is amiss with lines as they come, and remembers what has been asked before. */
export class QuestionLinter {
  /** By what is left of a prompt when spelling is neglected: a base may see no difference. */
  readonly #asked = new Map<string, Earlier[]>();
  readonly #probe: TextProbe | undefined;
  readonly #texts: TextChecker;

  constructor(probe?: TextProbe) {
    this.#probe = probe;
    this.#texts = new TextChecker(probe);
  }

  lint({ line, question, message }: QuestionLine): LintProblem[] {
    if (question === undefined) {
      return [{ line, severity: 'error', code: 'unreadable', message }];
    }
    const earlier = this.#earlier(line, question);
    const repeats = earlier === undefined ? [] : [repeated(line, question, earlier)];
    return [...repeats, ...this.#lintOne(line, question)];
  }

  /** The line that asks the same; what asks something new is remembered. */
  #earlier(line: number, question: Question): Earlier | undefined {
    const { prompt } = question;
    const key = prompt.map(({ role, content }) => `${role}\n${content}`).join('\n\n');
    const loose = key.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim();
    const alike = this.#asked.get(loose) ?? [];
    const same = alike.find(
      (other) => other.key === key || this.#probe?.isSame(prompt, other.prompt) === true,
    );
    if (same !== undefined) return same;
    const golden = goldenOf(question);
    const trained = isTrained(question.split);
    this.#asked.set(loose, [...alike, { line, key, prompt, golden, isTrained: trained }]);
    return undefined;
  }

  #lintOne(line: number, question: Question): LintProblem[] {
    return [
      ...this.#texts.problemsOf(question).map((problem) => lintProblem(line, question, problem)),
      ...lintEntity(line, question),
    ];
  }
}

const fixTitles: Readonly<Partial<Record<TextProblem['code'], Sentence>>> = {
  'golden-space': say('Trim the answer'),
  characters: say('Write the answer as it comes back'),
};

function lintProblem(line: number, question: Question, problem: TextProblem): LintProblem {
  const { golden, ...found } = problem;
  if (golden === undefined || golden.trim() === '') return { line, ...found };
  const fixed = { ...question, completion: [{ role: 'assistant', content: golden }] as const };
  const title = fixTitles[problem.code] ?? say('Correct the answer');
  return { line, ...found, fix: { title, replacement: formatQuestions([fixed]).trimEnd() } };
}

function lintEntity(line: number, { id, entity, kind, prompt }: Question): LintProblem[] {
  const name = entity.toLowerCase();
  const isNamed =
    entity === id ||
    kind === 'full-name' ||
    kind === 'reversed' ||
    prompt.some(({ content }) => content.toLowerCase().includes(name));
  const message = say('the question does not name {0}', entity);
  return isNamed ? [] : [{ line, severity: 'warning', code: 'entity-not-named', message }];
}

function repeated(line: number, question: Question, earlier: Earlier): LintProblem {
  const golden = goldenOf(question);
  const other = earlier.golden;
  if (golden !== other) {
    const message = say(
      'line {0} asks the same and its answer is “{1}”, not “{2}”',
      earlier.line,
      other,
      golden,
    );
    return { line, severity: 'error', code: 'two-goldens', message };
  }
  const remove = { title: say('Remove this line'), replacement: null };
  const trained = isTrained(question.split);
  if (trained !== earlier.isTrained) {
    const message = trained
      ? say(
          'line {0}, which is held back, asks the same: a question that is trained tells nothing when it is held back',
          earlier.line,
        )
      : say(
          'line {0}, which is trained, asks the same: a question that is trained tells nothing when it is held back',
          earlier.line,
        );
    // The trained one stays.
    return trained
      ? { line, severity: 'error', code: 'held-but-trained', message }
      : { line, severity: 'error', code: 'held-but-trained', message, fix: remove };
  }
  const message = say('line {0} asks the same', earlier.line);
  return { line, severity: 'warning', code: 'asked-twice', message, fix: remove };
}
