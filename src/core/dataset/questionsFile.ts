import {
  askedTimes,
  isUnknowable,
  type Message,
  mostTimes,
  type Question,
  type QuestionKind,
  questionKinds,
  type Split,
  splits,
} from './question.ts';

/** A line of questions.jsonl that cannot be used. */
export interface QuestionProblem {
  /** 1-based. */
  readonly line: number;
  readonly message: string;
}

/** The text of questions.jsonl: one question a line, keys always in one order. */
export const formatQuestions = (questions: readonly Question[]): string =>
  questions.map((question) => `${JSON.stringify(inOrder(question))}\n`).join('');

/**
 * Reads the text of questions.jsonl. Blank lines and unknown keys are ignored; what cannot be used is
 * left out and listed by line.
 */
export function parseQuestions(text: string): {
  readonly questions: Question[];
  readonly problems: QuestionProblem[];
} {
  const questions: Question[] = [];
  const problems: QuestionProblem[] = [];
  for (const { line, question, message } of parseQuestionLines(text)) {
    if (question === undefined) problems.push({ line, message });
    else questions.push(question);
  }
  return { questions, problems };
}

/** A line of questions.jsonl: its question, or why it has none. */
export type QuestionLine =
  | { readonly line: number; readonly question: Question; readonly message?: never }
  | { readonly line: number; readonly question?: never; readonly message: string };

/** The same, line by line in their order; blank lines are passed over. */
export function* parseQuestionLines(text: string): Generator<QuestionLine> {
  const reader = new QuestionReader();
  for (const [index, content] of text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    const read = reader.read(content, index + 1);
    if (read !== undefined) yield read;
  }
}

/** Reads questions line by line, and remembers which there have been: each may stand on one line. */
export class QuestionReader {
  readonly #lineOf = new Map<string, number>();

  /**
   * @param line number of the line, from 1
   * @returns undefined for a blank line
   */
  read(content: string, line: number): QuestionLine | undefined {
    if (content.trim() === '') return undefined;
    try {
      const question = readQuestion(JSON.parse(content));
      const earlier = this.#lineOf.get(question.id);
      if (earlier !== undefined) {
        throw new LineError(`the id "${question.id}" is already on line ${earlier}`);
      }
      this.#lineOf.set(question.id, line);
      return { line, question };
    } catch (error) {
      return { line, message: describe(error) };
    }
  }
}

const inOrder = (question: Question): Question => ({
  id: question.id,
  prompt: question.prompt.map(({ role, content }) => ({ role, content })),
  completion: [{ role: 'assistant', content: question.completion[0].content }],
  fact: question.fact,
  entity: question.entity,
  statistic: question.statistic,
  phrasing: question.phrasing,
  split: question.split,
  ...(question.kind === undefined ? {} : { kind: question.kind }),
  ...(question.times === undefined ? {} : { times: question.times }),
  source: { row: question.source.row, column: question.source.column },
});

class LineError extends Error {}

function describe(error: unknown): string {
  if (error instanceof LineError) {
    return error.message;
  }
  if (error instanceof SyntaxError) {
    return `not valid JSON (${error.message})`;
  }
  throw error;
}

function readQuestion(value: unknown): Question {
  const object = asObject(value, 'the line');
  const source = asObject(object.source, '"source"');
  const split = asSplit(object.split);
  const question: Question = {
    id: asText(object.id, '"id"'),
    prompt: readPrompt(object.prompt),
    completion: readCompletion(object.completion),
    fact: asText(object.fact, '"fact"'),
    entity: asText(object.entity, '"entity"'),
    statistic: asText(object.statistic, '"statistic"'),
    phrasing: asCount(object.phrasing, '"phrasing"'),
    split,
    ...(object.kind === undefined ? {} : { kind: asKind(object.kind) }),
    source: {
      row: isUnknowable(split) && source.row === 0 ? 0 : asCount(source.row, '"row" of "source"'),
      column: asText(source.column, '"column" of "source"'),
    },
  };
  const { times } = object;
  return times === undefined ? question : askedTimes(question, asTimes(times));
}

function readPrompt(value: unknown): Message[] {
  const messages = readMessages(value, '"prompt"');
  if (messages.at(-1)?.role !== 'user') {
    throw new LineError('"prompt" must end with a message of the user');
  }
  return messages;
}

function readCompletion(value: unknown): [Message] {
  const [message, ...more] = readMessages(value, '"completion"');
  if (message?.role !== 'assistant' || more.length > 0) {
    throw new LineError('"completion" must be one message of the assistant');
  }
  return [message];
}

function readMessages(value: unknown, key: string): Message[] {
  if (!Array.isArray(value)) {
    throw new LineError(value === undefined ? `${key} is missing` : `${key} must be a list`);
  }
  return value.map((item: unknown) => {
    const message = asObject(item, `each message of ${key}`);
    const { role } = message;
    if (role !== 'system' && role !== 'user' && role !== 'assistant') {
      throw new LineError(`"role" in ${key} must be "system", "user" or "assistant"`);
    }
    return { role, content: asText(message.content, `"content" in ${key}`) };
  });
}

function asObject(value: unknown, key: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new LineError(value === undefined ? `${key} is missing` : `${key} must be an object`);
  }
  return value as Record<string, unknown>;
}

function asText(value: unknown, key: string): string {
  if (typeof value !== 'string') {
    throw new LineError(value === undefined ? `${key} is missing` : `${key} must be text`);
  }
  if (value.trim() === '') {
    throw new LineError(`${key} is empty`);
  }
  return value;
}

function asCount(value: unknown, key: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1) {
    throw new LineError(
      value === undefined ? `${key} is missing` : `${key} must be a whole number of at least 1`,
    );
  }
  return value;
}

function asTimes(value: unknown): number {
  const times = asCount(value, '"times"');
  if (times > mostTimes) throw new LineError(`"times" must be at most ${mostTimes}`);
  return times;
}

function asKind(value: unknown): QuestionKind {
  const kind = questionKinds.find((known) => known === value);
  if (kind !== undefined) return kind;
  throw new LineError(`"kind" must be ${questionKinds.map((known) => `"${known}"`).join(', ')}`);
}

function asSplit(value: unknown): Split {
  const split = splits.find((known) => known === value);
  if (split === undefined) {
    const message = `must be ${splits.map((known) => `"${known}"`).join(', ')}`;
    throw new LineError(value === undefined ? '"split" is missing' : `"split" ${message}`);
  }
  return split;
}
