import { askedOf, goldenOf, type Question } from './question.ts';
import { formatQuestions, parseQuestionLines } from './questionsFile.ts';

/** A defect of a dataset, on its line. */
export interface LintProblem {
  /** 1-based. */
  readonly line: number;
  readonly severity: 'error' | 'warning';
  readonly code: LintCode;
  readonly message: string;
  /** Where there is one right answer: what the line should be; null where it should go. */
  readonly fix?: { readonly title: string; readonly replacement: string | null };
}

export type LintCode =
  | 'unreadable'
  | 'two-goldens'
  | 'asked-twice'
  | 'held-but-trained'
  | 'golden-space'
  | 'golden-length'
  | 'entity-not-named'
  | 'characters';

/** Characters beyond which a golden is no short answer: some 24 tokens of a tokenizer that knows words. */
const longestGolden = 100;

/** All that is amiss with the text of questions.jsonl, by line. */
export const lintQuestions = (text: string): LintProblem[] => [...lintLines(text)].flat();

/** The same, line by line, for those who want to pause in between. */
export function* lintLines(text: string): Generator<LintProblem[]> {
  const first = new Map<string, { readonly line: number; readonly question: Question }>();
  for (const { line, question, message } of parseQuestionLines(text)) {
    if (question === undefined) {
      yield [{ line, severity: 'error', code: 'unreadable', message }];
      continue;
    }
    const key = JSON.stringify(question.prompt.map(({ role, content }) => [role, content]));
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, { line, question });
    yield [
      ...(earlier === undefined ? [] : [repeated(line, question, earlier)]),
      ...lintOne(line, question),
    ];
  }
}

function repeated(
  line: number,
  question: Question,
  earlier: { readonly line: number; readonly question: Question },
): LintProblem {
  const golden = goldenOf(question);
  const other = goldenOf(earlier.question);
  if (golden !== other) {
    const message = `line ${earlier.line} asks the same and its answer is “${other}”, not “${golden}”`;
    return { line, severity: 'error', code: 'two-goldens', message };
  }
  const remove = { title: 'Remove this line', replacement: null };
  const isTrained = question.split === 'train';
  if (isTrained !== (earlier.question.split === 'train')) {
    const which = isTrained
      ? 'line ' + String(earlier.line) + ', which is held back,'
      : `line ${earlier.line}, which is trained,`;
    const message = `${which} asks the same: a question that is trained tells nothing when it is held back`;
    // The trained one stays.
    return isTrained
      ? { line, severity: 'error', code: 'held-but-trained', message }
      : { line, severity: 'error', code: 'held-but-trained', message, fix: remove };
  }
  const message = `line ${earlier.line} asks the same`;
  return { line, severity: 'warning', code: 'asked-twice', message, fix: remove };
}

function lintOne(line: number, question: Question): LintProblem[] {
  const problems: LintProblem[] = [];
  const golden = goldenOf(question);
  const warn = (code: LintCode, message: string, fix?: LintProblem['fix']) => {
    problems.push({ line, severity: 'warning', code, message, ...(fix ? { fix } : {}) });
  };
  const withGolden = (content: string): string =>
    formatQuestions([{ ...question, completion: [{ role: 'assistant', content }] }]).trimEnd();
  if (golden !== golden.trim()) {
    warn('golden-space', 'the answer has space around it, which a model would have to say, too', {
      title: 'Trim the answer',
      replacement: withGolden(golden.trim()),
    });
  }
  if (golden.length > longestGolden) {
    warn(
      'golden-length',
      `the answer has ${golden.length} characters: more than maxAnswerTokens may hold`,
    );
  }
  const isNamed = question.prompt.some(({ content }) => content.includes(question.entity));
  if (!isNamed && question.entity !== question.id) {
    warn('entity-not-named', `the question does not name ${question.entity}`);
  }
  const texts = [golden, askedOf(question)];
  if (
    texts.some((text) =>
      /\uFFFD|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text),
    )
  ) {
    warn('characters', 'it has characters that stand for none: no tokenizer gives them back');
  } else if (golden !== golden.normalize('NFC')) {
    warn('characters', 'the answer has letters and accents apart, which come back joined', {
      title: 'Join letters and accents',
      replacement: withGolden(golden.normalize('NFC')),
    });
  }
  return problems;
}
