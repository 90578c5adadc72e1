import { say, spoken, type Sentence, type Text } from '../common/sentence.ts';
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
  readonly message: Sentence;
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
  | { readonly line: number; readonly question?: never; readonly message: Sentence };

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
        throw new LineError(say('the id "{0}" is already on line {1}', question.id, earlier));
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

/** A line that is no question, and why. */
class LineError extends Error {
  readonly text: Sentence;

  constructor(text: Sentence) {
    super(spoken(text));
    this.text = text;
  }
}

function describe(error: unknown): Sentence {
  if (error instanceof LineError) {
    return error.text;
  }
  if (error instanceof SyntaxError) {
    return say('not valid JSON ({0})', error.message);
  }
  throw error;
}

function readQuestion(value: unknown): Question {
  const object = asObject(value, say('the line'));
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
      row:
        isUnknowable(split) && source.row === 0 ? 0 : asCount(source.row, say('"row" of "source"')),
      column: asText(source.column, say('"column" of "source"')),
    },
  };
  const { times } = object;
  return times === undefined ? question : askedTimes(question, asTimes(times));
}

function readPrompt(value: unknown): Message[] {
  const messages = readMessages(value, '"prompt"');
  if (messages.at(-1)?.role !== 'user') {
    throw new LineError(say('"prompt" must end with a message of the user'));
  }
  return messages;
}

function readCompletion(value: unknown): [Message] {
  const [message, ...more] = readMessages(value, '"completion"');
  if (message?.role !== 'assistant' || more.length > 0) {
    throw new LineError(say('"completion" must be one message of the assistant'));
  }
  return [message];
}

function readMessages(value: unknown, key: string): Message[] {
  if (!Array.isArray(value)) {
    throw new LineError(
      value === undefined ? say('{0} is missing', key) : say('{0} must be a list', key),
    );
  }
  return value.map((item: unknown) => {
    const message = asObject(item, say('each message of {0}', key));
    const { role } = message;
    if (role !== 'system' && role !== 'user' && role !== 'assistant') {
      throw new LineError(say('"role" in {0} must be "system", "user" or "assistant"', key));
    }
    return { role, content: asText(message.content, say('"content" in {0}', key)) };
  });
}

function asObject(value: unknown, key: Text): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new LineError(
      value === undefined ? say('{0} is missing', key) : say('{0} must be an object', key),
    );
  }
  return value as Record<string, unknown>;
}

function asText(value: unknown, key: Text): string {
  if (typeof value !== 'string') {
    throw new LineError(
      value === undefined ? say('{0} is missing', key) : say('{0} must be text', key),
    );
  }
  if (value.trim() === '') {
    throw new LineError(say('{0} is empty', key));
  }
  return value;
}

function asCount(value: unknown, key: Text): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1) {
    throw new LineError(
      value === undefined
        ? say('{0} is missing', key)
        : say('{0} must be a whole number of at least 1', key),
    );
  }
  return value;
}

function asTimes(value: unknown): number {
  const times = asCount(value, '"times"');
  if (times > mostTimes) throw new LineError(say('{0} must be at most {1}', '"times"', mostTimes));
  return times;
}

function asKind(value: unknown): QuestionKind {
  const kind = questionKinds.find((known) => known === value);
  if (kind !== undefined) return kind;
  throw new LineError(
    say('{0} must be {1}', '"kind"', questionKinds.map((known) => `"${known}"`).join(', ')),
  );
}

function asSplit(value: unknown): Split {
  const split = splits.find((known) => known === value);
  if (split === undefined) {
    throw new LineError(
      value === undefined
        ? say('{0} is missing', '"split"')
        : say('{0} must be {1}', '"split"', splits.map((known) => `"${known}"`).join(', ')),
    );
  }
  return split;
}
