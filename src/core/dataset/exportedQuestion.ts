import { say, type Sentence } from '../common/sentence.ts';
import type { Message, Question, Split } from './question.ts';

/** How other trainers take questions. */
export const exportForms = ['messages', 'alpaca', 'sharegpt'] as const;
export type ExportForm = (typeof exportForms)[number];

/** What a form is, for those who choose one. */
export const exportFormTitles: Readonly<Record<ExportForm, Sentence>> = {
  messages: say('messages, as TRL, Axolotl, MLX and OpenAI read them'),
  alpaca: say('instruction, input and output, as LLaMA-Factory and Axolotl read them'),
  sharegpt: say('conversations, as LLaMA-Factory, Axolotl and Unsloth read them'),
};

/** Parts as others call them: what is trained, unseen phrasings, and all else that is only asked. */
export const exportParts = ['train', 'valid', 'test'] as const;
export type ExportPart = (typeof exportParts)[number];

const partOf: Readonly<Record<Split, ExportPart>> = {
  train: 'train',
  phrasing: 'valid',
  fact: 'test',
  unknown: 'train',
  'unknown-held': 'test',
  asked: 'test',
};

/** The part that a question belongs to, and its line there. */
export function exportQuestion(
  { prompt, completion, split }: Question,
  form: ExportForm,
): { readonly part: ExportPart; readonly line: string } {
  const record = records[form]([...prompt, ...completion]);
  return { part: partOf[split], line: `${JSON.stringify(record)}\n` };
}

const records: Readonly<Record<ExportForm, (messages: readonly Message[]) => object>> = {
  messages: (messages) => ({
    messages: messages.map(({ role, content }) => ({ role, content })),
  }),
  alpaca: alpacaOf,
  sharegpt: (messages) => ({
    conversations: messages.map(({ role, content }) => ({ from: senders[role], value: content })),
  }),
};

const senders: Readonly<Record<Message['role'], string>> = {
  system: 'system',
  user: 'human',
  assistant: 'gpt',
};

/** Every record has all keys, because loaders take the columns of the first for all. */
function alpacaOf(messages: readonly Message[]): object {
  const [first] = messages;
  const system = first?.role === 'system' ? first.content : '';
  const turns = messages.filter(({ role }) => role !== 'system').map(({ content }) => content);
  const history: (readonly [string, string])[] = [];
  for (let at = 0; at + 3 < turns.length; at += 2) {
    history.push([turns[at] ?? '', turns[at + 1] ?? '']);
  }
  return {
    instruction: turns.at(-2) ?? '',
    input: '',
    output: turns.at(-1) ?? '',
    system,
    history,
  };
}

const columns: Readonly<Record<ExportForm, object>> = {
  messages: {
    formatting: 'sharegpt',
    columns: { messages: 'messages' },
    tags: {
      role_tag: 'role',
      content_tag: 'content',
      user_tag: 'user',
      assistant_tag: 'assistant',
      system_tag: 'system',
    },
  },
  alpaca: {
    formatting: 'alpaca',
    columns: {
      prompt: 'instruction',
      query: 'input',
      response: 'output',
      system: 'system',
      history: 'history',
    },
  },
  sharegpt: {
    formatting: 'sharegpt',
    columns: { messages: 'conversations' },
    tags: {
      role_tag: 'from',
      content_tag: 'value',
      user_tag: 'human',
      assistant_tag: 'gpt',
      system_tag: 'system',
    },
  },
};

/** LLaMA-Factory's `dataset_info.json`: its `dataset_dir` is the folder, its `dataset` `NAME_train`. */
export const datasetInfo = (
  name: string,
  form: ExportForm,
  parts: readonly ExportPart[],
): string => {
  const entries = parts.map((part) => [
    `${name}_${part}`,
    { file_name: `${part}.jsonl`, ...columns[form] },
  ]);
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
};

const axolotlTypes: Readonly<Record<ExportForm, readonly string[]>> = {
  messages: ['type: chat_template', 'field_messages: messages'],
  alpaca: ['type: alpaca'],
  sharegpt: [
    'type: chat_template',
    'field_messages: conversations',
    'message_property_mappings:',
    '  role: from',
    '  content: value',
  ],
};

/** What Axolotl's configuration says of the files; paths are relative to where it runs. */
export function axolotlSnippet(form: ExportForm, parts: readonly ExportPart[]): string {
  const entry = (part: ExportPart): string[] =>
    [`path: ${part}.jsonl`, 'ds_type: json', 'split: train', ...axolotlTypes[form]].map(
      (line, at) => `${at === 0 ? '  - ' : '    '}${line}`,
    );
  const held = parts.filter((part) => part !== 'train');
  return [
    '# Questions of Cricket LoRA, for a configuration of Axolotl.',
    'datasets:',
    ...entry('train'),
    ...(held.length === 0 ? [] : ['test_datasets:', ...held.flatMap(entry)]),
    'train_on_inputs: false',
    '',
  ].join('\n');
}
