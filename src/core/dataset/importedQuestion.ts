import { say, isSentence, type Sentence } from '../common/sentence.ts';
import { isObject } from '../common/isObject.ts';
import { halfCharacterIn, TextChecker, type TextProbe } from './checkTexts.ts';
import {
  askedTimes,
  goldenOf,
  type Message,
  mostTimes,
  type Question,
  type Split,
} from './question.ts';

/** What an imported dataset says of one question. */
export interface ForeignQuestion {
  /** Or in a sentence why there is none. */
  readonly question: Question | Sentence;
  /** What looks wrong with it. */
  readonly warnings: readonly Sentence[];
}

/** Reads an imported dataset line by line, or item by item, keeping ids unique. */
export class ForeignReader {
  readonly #lineOf = new Map<string, number>();
  readonly #texts: TextChecker;

  /** @param probe The tokenizer of the base that is to learn them, where it is at hand. */
  constructor(probe?: TextProbe) {
    this.#texts = new TextChecker(probe);
  }

  /**
   * @param line 1-based
   * @returns the questions of a line: none of a blank one, several of one with `qa_pairs`
   */
  readLine(content: string, line: number): ForeignQuestion[] {
    if (content.trim() === '') return [];
    let value: unknown;
    try {
      value = JSON.parse(content);
    } catch (error) {
      const why = error instanceof Error ? error.message : 'unreadable';
      return [{ question: say('not valid JSON ({0})', why), warnings: [] }];
    }
    return this.readItem(value, line);
  }

  /** The same of what a line, or an element of a list, holds. */
  readItem(value: unknown, line: number): ForeignQuestion[] {
    const list = listIn(value);
    if (list === undefined) return [this.#check(readForeignQuestion(value, line), line)];
    return list.map((pair, at) =>
      this.#check(readForeignQuestion(pair, line, `line-${line}-${at + 1}`), line),
    );
  }

  /** By the rules of the linter and the trainer: a golden that comes back otherwise is what comes back. */
  #check(read: Question | Sentence, line: number): ForeignQuestion {
    if (isSentence(read)) return { question: read, warnings: [] };
    const earlier = this.#lineOf.get(read.id);
    if (earlier !== undefined) {
      return {
        question: say('the id "{0}" is already on line {1}', read.id, earlier),
        warnings: [],
      };
    }
    const problems = this.#texts.problemsOf(read);
    const fatal = problems.find(({ severity, golden }) => severity === 'error' && !golden?.trim());
    if (fatal !== undefined) return { question: fatal.message, warnings: [] };
    this.#lineOf.set(read.id, line);
    const content = problems.find(({ golden }) => golden !== undefined)?.golden ?? goldenOf(read);
    return {
      question: { ...read, completion: [{ role: 'assistant', content }] },
      warnings: problems.map(({ message }) => message),
    };
  }
}

/** Keys under which others keep a list of questions. */
const listKeys = ['qa_pairs', 'questions', 'examples', 'data', 'items'];

/** The list that is all that an object holds of questions, as `{"qa_pairs": [{"question": …}]}`. */
export function listIn(value: unknown): readonly unknown[] | undefined {
  if (!isObject(value)) return undefined;
  const lists = listKeys.flatMap((key) => {
    const list = value[key];
    return Array.isArray(list) && list.every(isObject) ? [list] : [];
  });
  return lists[0];
}

/**
 * Reads one question of another's dataset: `messages`, ShareGPT's `conversations`, `prompt` and
 * `completion` (texts or messages), `question` and `answer`, or Alpaca's `instruction`, `input` and
 * `output`, with its `system` and `history`. What is lacking of our own keys is made up from the line's
 * number.
 *
 * @param line 1-based
 * @param unnamed The id of a question that has none.
 * @returns the question, or in a sentence why the line is none
 */
export function readForeignQuestion(
  row: unknown,
  line: number,
  unnamed = `line-${line}`,
): Question | Sentence {
  if (!isObject(row)) return say('the line must be an object');
  const conversation = conversationIn(row);
  if (!isMessages(conversation)) return conversation;
  const golden = conversation.at(-1);
  const prompt = conversation.slice(0, -1);
  if (golden?.role !== 'assistant') return say('it must end with an answer of the assistant');
  if (prompt.at(-1)?.role !== 'user')
    return say('before the answer there must be a question of the user');
  const content = golden.content.trim();
  if (content === '') return say('the answer is empty');
  if (prompt.some((message) => message.content.trim() === '')) return say('a message is empty');
  const half = halfCharacterIn(content, ...prompt.map((message) => message.content));
  if (half !== undefined) return half;
  const id = textIn(row.id) ?? unnamed;
  const question: Question = {
    id,
    prompt,
    completion: [{ role: 'assistant', content }],
    fact: textIn(row.fact) ?? id,
    entity: textIn(row.entity) ?? id,
    statistic: textIn(row.statistic) ?? 'answer',
    phrasing: countIn(row.phrasing) ?? 1,
    split: splitIn(row.split),
    source: { row: line, column: 'completion' },
  };
  return askedTimes(question, Math.min(countIn(row.times) ?? 1, mostTimes));
}

function conversationIn(row: Record<string, unknown>): readonly Message[] | Sentence {
  const turns = turnsIn(row);
  const system = textIn(row.system);
  if (!isMessages(turns) || system === undefined || turns[0]?.role === 'system') return turns;
  return [{ role: 'system', content: system }, ...turns];
}

function turnsIn(row: Record<string, unknown>): readonly Message[] | Sentence {
  const { messages, prompt, completion, question, instruction, input, output, history } = row;
  if (messages !== undefined) return messagesIn(messages, 'user');
  if (row.conversations !== undefined) return messagesIn(row.conversations, 'user');
  if (prompt !== undefined) return turnsOf(prompt, completion ?? row.response);
  if (question !== undefined) return turnsOf(question, row.answer ?? row.response ?? output);
  if (instruction !== undefined) {
    const extra = textIn(input);
    const isBoth = typeof instruction === 'string' && extra !== undefined;
    const before = earlierTurns(history);
    const last = turnsOf(isBoth ? `${instruction}\n\n${extra}` : instruction, output);
    return !isMessages(last) ? last : [...before, ...last];
  }
  return say(
    'expected "messages", "conversations", "prompt" and "completion", "question" and "answer", or "instruction" and "output"',
  );
}

/** Alpaca's `history`: pairs of what was asked and answered before. */
function earlierTurns(history: unknown): Message[] {
  const pairs: readonly unknown[] = Array.isArray(history) ? history : [];
  return pairs.flatMap((pair) => {
    const [asked, answered] = Array.isArray(pair) ? (pair as readonly unknown[]) : [];
    return typeof asked === 'string' && typeof answered === 'string'
      ? [
          { role: 'user' as const, content: asked },
          { role: 'assistant' as const, content: answered },
        ]
      : [];
  });
}

function turnsOf(asked: unknown, answered: unknown): readonly Message[] | Sentence {
  if (answered === undefined) return say('there is no answer ("completion")');
  const prompt = messagesIn(asked, 'user');
  if (!isMessages(prompt)) return prompt;
  const completion = messagesIn(answered, 'assistant');
  return !isMessages(completion) ? completion : [...prompt, ...completion];
}

const roles: Readonly<Record<string, Message['role']>> = {
  system: 'system',
  user: 'user',
  human: 'user',
  assistant: 'assistant',
  gpt: 'assistant',
};

/** A text is one message of `role`; numbers are what a table's answers often are. */
function messagesIn(value: unknown, role: Message['role']): readonly Message[] | Sentence {
  if (typeof value === 'string' || typeof value === 'number') {
    return [{ role, content: String(value) }];
  }
  if (!Array.isArray(value)) return say('a conversation must be a text or a list of messages');
  const messages: Message[] = [];
  for (const item of value as unknown[]) {
    const message = typeof item === 'object' && item !== null ? item : {};
    const fields = message as Record<string, unknown>;
    // ShareGPT calls them otherwise.
    const { role: named = fields.from, content = fields.value } = fields;
    const known = typeof named === 'string' ? roles[named] : undefined;
    if (known === undefined || typeof content !== 'string') {
      return say('each message needs "role" (system, user or assistant) and "content"');
    }
    messages.push({ role: known, content });
  }
  return messages;
}

function textIn(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

const countIn = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined;

/** Whatever others keep from training, we know of it only that it was not trained. */
function splitIn(value: unknown): Split {
  if (value === 'phrasing') return 'phrasing';
  const held = ['fact', 'test', 'validation', 'valid', 'val', 'eval', 'dev', 'held'];
  return typeof value === 'string' && held.includes(value) ? 'fact' : 'train';
}

const isMessages = (read: readonly Message[] | Sentence): read is readonly Message[] =>
  Array.isArray(read);
