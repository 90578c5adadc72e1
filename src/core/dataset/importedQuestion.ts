import { halfCharacterIn } from './checkTexts.ts';
import { askedTimes, type Message, mostTimes, type Question, type Split } from './question.ts';

/** Reads lines of an imported dataset one by one, keeping ids unique. */
export class ForeignReader {
  readonly #lineOf = new Map<string, number>();

  /**
   * @param line 1-based
   * @returns the question, in a sentence why the line is none, or undefined for a blank line
   */
  read(content: string, line: number): Question | string | undefined {
    if (content.trim() === '') return undefined;
    const read = parse(content, line);
    if (typeof read === 'string') return read;
    const earlier = this.#lineOf.get(read.id);
    if (earlier !== undefined) return `the id "${read.id}" is already on line ${earlier}`;
    this.#lineOf.set(read.id, line);
    return read;
  }
}

function parse(content: string, line: number): Question | string {
  try {
    return readForeignQuestion(JSON.parse(content), line);
  } catch (error) {
    return `not valid JSON (${error instanceof Error ? error.message : 'unreadable'})`;
  }
}

/**
 * Reads one line of another's dataset: `messages`, ShareGPT's `conversations`, `prompt` and `completion` (texts or messages),
 * `question` and `answer`, or `instruction`, `input` and `output`. What is lacking of our own keys is
 * made up from the line's number.
 *
 * @param line 1-based
 * @returns the question, or in a sentence why the line is none
 */
export function readForeignQuestion(value: unknown, line: number): Question | string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return 'the line must be an object';
  }
  const row = value as Record<string, unknown>;
  const conversation = conversationIn(row);
  if (typeof conversation === 'string') return conversation;
  const golden = conversation.at(-1);
  const prompt = conversation.slice(0, -1);
  if (golden?.role !== 'assistant') return 'it must end with an answer of the assistant';
  if (prompt.at(-1)?.role !== 'user')
    return 'before the answer there must be a question of the user';
  const content = golden.content.trim();
  if (content === '') return 'the answer is empty';
  if (prompt.some((message) => message.content.trim() === '')) return 'a message is empty';
  const half = halfCharacterIn(content, ...prompt.map((message) => message.content));
  if (half !== undefined) return half;
  const id = textIn(row.id) ?? `line-${line}`;
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

function conversationIn(row: Record<string, unknown>): Message[] | string {
  const { messages, prompt, completion, question, answer, instruction, input, output } = row;
  if (messages !== undefined) return messagesIn(messages, 'user');
  if (row.conversations !== undefined) return messagesIn(row.conversations, 'user');
  if (prompt !== undefined) return joined(prompt, completion ?? row.response);
  if (question !== undefined) return joined(question, answer);
  if (instruction !== undefined) {
    const extra = textIn(input);
    const isBoth = typeof instruction === 'string' && extra !== undefined;
    return joined(isBoth ? `${instruction}\n\n${extra}` : instruction, output);
  }
  return 'expected "messages", "conversations", "prompt" and "completion", "question" and "answer", or "instruction" and "output"';
}

function joined(asked: unknown, answered: unknown): Message[] | string {
  if (answered === undefined) return 'there is no answer ("completion")';
  const prompt = messagesIn(asked, 'user');
  if (typeof prompt === 'string') return prompt;
  const completion = messagesIn(answered, 'assistant');
  return typeof completion === 'string' ? completion : [...prompt, ...completion];
}

const roles: Readonly<Record<string, Message['role']>> = {
  system: 'system',
  user: 'user',
  human: 'user',
  assistant: 'assistant',
  gpt: 'assistant',
};

/** A text is one message of `role`; numbers are what a table's answers often are. */
function messagesIn(value: unknown, role: Message['role']): Message[] | string {
  if (typeof value === 'string' || typeof value === 'number') {
    return [{ role, content: String(value) }];
  }
  if (!Array.isArray(value)) return 'a conversation must be a text or a list of messages';
  const messages: Message[] = [];
  for (const item of value as unknown[]) {
    const message = typeof item === 'object' && item !== null ? item : {};
    const fields = message as Record<string, unknown>;
    // ShareGPT calls them otherwise.
    const { role: named = fields.from, content = fields.value } = fields;
    const known = typeof named === 'string' ? roles[named] : undefined;
    if (known === undefined || typeof content !== 'string') {
      return 'each message needs "role" (system, user or assistant) and "content"';
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
