import { hasLostCharacters } from '../common/brokenUnicode.ts';
import { askedOf, goldenOf, type Question } from './question.ts';
import { formatQuestions, parseQuestionLines, type QuestionLine } from './questionsFile.ts';

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
  const linter = new QuestionLinter();
  for (const read of parseQuestionLines(text)) yield linter.lint(read);
}

/** What later lines are held against. */
interface Earlier {
  readonly line: number;
  readonly golden: string;
  readonly isTrained: boolean;
}

/** What a tokenizer makes of goldens. */
export interface GoldenProbe {
  /** Tokens that an answer may have, its end included; no limit when absent. */
  readonly most?: number | undefined;
  look(golden: string): { readonly tokens: number; readonly comesBack: boolean };
}

/** Finds what is amiss with lines as they come, and remembers what has been asked before. */
export class QuestionLinter {
  readonly #first = new Map<string, Earlier>();
  readonly #probe: GoldenProbe | undefined;
  /** By golden, since many questions share one. */
  readonly #probed = new Map<string, readonly Omit<LintProblem, 'line'>[]>();

  constructor(probe?: GoldenProbe) {
    this.#probe = probe;
  }

  lint({ line, question, message }: QuestionLine): LintProblem[] {
    if (question === undefined) {
      return [{ line, severity: 'error', code: 'unreadable', message }];
    }
    const key = question.prompt.map(({ role, content }) => `${role}\n${content}`).join('\n\n');
    const earlier = this.#first.get(key);
    if (earlier !== undefined) {
      return [repeated(line, question, earlier), ...this.#lintOne(line, question)];
    }
    const isTrained = question.split === 'train';
    this.#first.set(key, { line, golden: goldenOf(question), isTrained });
    return this.#lintOne(line, question);
  }

  #lintOne(line: number, question: Question): LintProblem[] {
    const found = lintOne(line, question, this.#probe === undefined);
    const isSaid = found.some(({ code }) => code === 'characters');
    const probed = this.#lookAt(goldenOf(question)).filter(
      ({ code }) => !(isSaid && code === 'characters'),
    );
    return [...found, ...probed.map((problem) => ({ line, ...problem }))];
  }

  #lookAt(golden: string): readonly Omit<LintProblem, 'line'>[] {
    if (this.#probe === undefined) return [];
    const known = this.#probed.get(golden);
    if (known !== undefined) return known;
    const { most = Infinity } = this.#probe;
    const { tokens, comesBack } = this.#probe.look(golden);
    const found: Omit<LintProblem, 'line'>[] = [];
    if (tokens > most) {
      const message = `the answer takes ${tokens} tokens with its end, and maxAnswerTokens allows ${most}: it can never be said`;
      found.push({ severity: 'warning', code: 'golden-length', message });
    }
    if (!comesBack) {
      const message =
        'the answer has characters that the base’s tokenizer does not give back as they are';
      found.push({ severity: 'warning', code: 'characters', message });
    }
    this.#probed.set(golden, found);
    return found;
  }
}

function repeated(line: number, question: Question, earlier: Earlier): LintProblem {
  const golden = goldenOf(question);
  const other = earlier.golden;
  if (golden !== other) {
    const message = `line ${earlier.line} asks the same and its answer is “${other}”, not “${golden}”`;
    return { line, severity: 'error', code: 'two-goldens', message };
  }
  const remove = { title: 'Remove this line', replacement: null };
  const isTrained = question.split === 'train';
  if (isTrained !== earlier.isTrained) {
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

/** @param guess Whether nobody can say how many tokens an answer takes. */
function lintOne(line: number, question: Question, guess: boolean): LintProblem[] {
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
  if (guess && golden.length > longestGolden) {
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
  if (texts.some(hasLostCharacters)) {
    warn('characters', 'it has characters that stand for none: no tokenizer gives them back');
  } else if (golden !== golden.normalize('NFC')) {
    warn('characters', 'the answer has letters and accents apart, which come back joined', {
      title: 'Join letters and accents',
      replacement: withGolden(golden.normalize('NFC')),
    });
  }
  return problems;
}
