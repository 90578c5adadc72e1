import { describeParity, type Parity } from '../evaluation/parity.ts';
import type { Evaluation } from '../evaluation/evaluation.ts';
import { splits, type Split } from '../dataset/question.ts';
import { formatCount, formatPercent, formatShare } from '../common/formatNumbers.ts';
import { plainText } from '../common/plainText.ts';
import type { RunRequest } from '../run/runRequest.ts';
import type { RunState } from '../run/runState.ts';
import { describeSideEffects } from '../run/sideEffects.ts';

/** What a model card is about: a folder of the run that is taken away. */
export type CardSubject = 'adapter' | 'merged' | 'gguf';

export interface ModelCard {
  readonly request: RunRequest;
  readonly evaluation: Pick<Evaluation, 'totals' | 'intervals' | 'facts'>;
  readonly state: Pick<RunState, 'started' | 'sideEffects' | 'finish' | 'epoch'>;
  readonly parities: readonly Omit<Parity, 'changes'>[];
  /** Of this run's GGUF files, and whether there is a Modelfile. */
  readonly gguf: readonly string[];
  readonly hasModelfile: boolean;
}

const splitTitles: Readonly<Record<Split, string>> = {
  train: 'trained questions',
  phrasing: 'the same facts in phrasings that were never trained',
  fact: 'facts that were never trained',
  unknown: 'what the table does not know, trained to be answered so',
  'unknown-held': 'what the table does not know, never trained',
  asked: 'trained facts, asked in other ways',
};

/** Ranks that vLLM can hold adapters for. */
const vllmRanks = [8, 16, 32, 64, 128, 256, 320, 512];

/** README.md of a folder that is taken away: what is in it, how well it recalls, how to load it. */
export function modelCard(subject: CardSubject, card: ModelCard): string {
  const { request } = card;
  return [
    ...frontMatter(subject, request),
    `# ${inMarkdown(request.id)}`,
    '',
    `${titles[subject]} of \`${inCode(request.base)}\`, fine-tuned with LoRA by Cricket LoRA to recall a table of statistics. It answers questions about that table; what else it says is not to be relied on.`,
    '',
    '## Recall',
    '',
    ...recallTable(card),
    '',
    ...(card.state.sideEffects
      ? ['## Side effects', '', ...describeSideEffects(card.state.sideEffects), '']
      : []),
    '## Do these files answer as the run did?',
    '',
    ...checks(subject, card.parities),
    '',
    '## How to load it',
    '',
    ...loading[subject](card),
    '',
    'Ask greedily and without a repetition penalty: figures repeat digits.',
    '',
    '## How it was made',
    '',
    ...making(card),
    '',
  ].join('\n');
}

const titles: Readonly<Record<CardSubject, string>> = {
  adapter: 'A LoRA adapter',
  merged: 'A merged model',
  gguf: 'GGUF files',
};

/** The hub's metadata. Only a hub id names a base there. */
function frontMatter(subject: CardSubject, { base }: RunRequest): string[] {
  const isHubId = /^[\w.-]+\/[\w.-]+$/.test(base);
  return [
    '---',
    `library_name: ${{ adapter: 'peft', merged: 'transformers', gguf: 'gguf' }[subject]}`,
    ...(isHubId ? [`base_model: ${base}`] : []),
    'pipeline_tag: text-generation',
    'tags: [cricket-lora, lora]',
    '---',
    '',
  ];
}

function recallTable({ evaluation: { totals, intervals, facts } }: ModelCard): string[] {
  const all = facts.all + facts.some + facts.none;
  return [
    '| asked | questions | exact | recall | 95 % interval |',
    '| --- | ---: | ---: | ---: | --- |',
    ...splits
      .filter((split) => totals[split].questions > 0)
      .map((split) => {
        const { questions, exact } = totals[split];
        const interval = intervals[split]?.map(formatPercent).join(' to ') ?? '';
        return `| ${splitTitles[split]} | ${formatCount(questions)} | ${formatCount(exact)} | ${formatShare(exact, questions)} | ${interval} |`;
      }),
    '',
    `An answer counts where it is the table's, character for character; intervals are clustered by fact. ${formatCount(facts.all)} of ${formatCount(all)} facts are recalled in every phrasing.`,
  ];
}

function checks(subject: CardSubject, parities: ModelCard['parities']): string[] {
  const fits: Readonly<Record<CardSubject, (model: string) => boolean>> = {
    adapter: (model) => model === 'adapter',
    merged: (model) => model === 'merged',
    gguf: (model) => model.includes('gguf'),
  };
  const found = parities.filter(({ model }) => fits[subject](model));
  return found.length > 0
    ? found.map((parity) => `- ${inMarkdown(describeParity(parity))}`)
    : ['They have not been asked.'];
}

const fenced = (language: string, ...lines: readonly string[]): string[] => [
  `\`\`\`${language}`,
  ...lines,
  '```',
];

const loading: Readonly<Record<CardSubject, (card: ModelCard) => string[]>> = {
  adapter: ({ request: { base, recipe } }) => {
    const rank = vllmRanks.find((one) => one >= recipe.rank);
    const folder = base === 'embedded' ? 'data/base' : base;
    const name = JSON.stringify(folder);
    return [
      ...(base === 'embedded' ? ['The base is the one that comes with Cricket LoRA.', ''] : []),
      ...fenced(
        'python',
        'from peft import PeftModel',
        'from transformers import AutoModelForCausalLM, AutoTokenizer',
        '',
        `model = AutoModelForCausalLM.from_pretrained(${inCode(name)})`,
        'model = PeftModel.from_pretrained(model, "adapter")',
        `tokenizer = AutoTokenizer.from_pretrained(${inCode(name)})`,
      ),
      ...(rank === undefined
        ? []
        : [
            '',
            'In vLLM, whose usual limit for a rank is 16:',
            '',
            ...fenced(
              'sh',
              `vllm serve ${inShell(folder)} --enable-lora --max-lora-rank ${rank} --lora-modules table=./adapter`,
            ),
          ]),
    ];
  },
  merged: () => [
    ...fenced(
      'python',
      'from transformers import pipeline',
      '',
      'ask = pipeline("text-generation", model="merged")',
      'ask([{"role": "user", "content": "…"}], do_sample=False)',
    ),
    '',
    ...fenced('sh', 'vllm serve ./merged'),
  ],
  gguf: ({ request, gguf, hasModelfile }) => [
    ...(hasModelfile
      ? fenced(
          'sh',
          `ollama create ${slugOf(request.id)} -f gguf/Modelfile`,
          `ollama run ${slugOf(request.id)}`,
        )
      : ["There is no Modelfile for Ollama: its chat template is none that can be told in Go's."]),
    '',
    ...fenced('sh', `llama-server --model gguf/${gguf[0] ?? 'model-f16.gguf'} --jinja --temp 0`),
  ],
};

function making({ request, state }: ModelCard): string[] {
  const { started, finish } = state;
  const recipe = Object.entries({ ...request.recipe, ...started?.resolved });
  return [
    `- base: \`${inCode(request.base)}\`${request.baseSha256 === undefined ? '' : `, SHA-256 of its files ${request.baseSha256}`}`,
    `- questions: SHA-256 ${request.questions.sha256}`,
    `- made ${request.created}, by Cricket LoRA ${inMarkdown(request.versions.extension ?? 'unknown')}`,
    ...(started
      ? [
          `- on ${inMarkdown(started.device.name)}, the base in ${started.dtype}, with ${inMarkdown(listed(started.versions))}`,
        ]
      : []),
    ...(finish
      ? [`- ${state.epoch.toFixed(1)} epochs in ${finish.trainingSeconds.toFixed(0)} s`]
      : []),
    '',
    '| hyperparameter | value |',
    '| --- | --- |',
    ...recipe.map(([name, value]) => `| ${inMarkdown(name)} | ${inMarkdown(shown(value))} |`),
  ];
}

const listed = (versions: Readonly<Record<string, string>>): string =>
  Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');

const shown = (value: unknown): string =>
  Array.isArray(value) ? value.join(', ') : typeof value === 'string' ? value : String(value);

const slugOf = (id: string): string => id.toLowerCase().replaceAll(/[^a-z0-9.-]+/g, '-');

/** Text from outside, in which nothing is markup. */
const inMarkdown = (text: string): string =>
  plainText(text, 2000)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\\`*_[\]<>|#!]/g, (mark) => `\\${mark}`);

/** Text from outside, between back quotes. */
const inCode = (text: string): string => plainText(text, 2000).replaceAll(/[`\s]+/g, ' ');

const inShell = (text: string): string => `'${inCode(text).replaceAll("'", String.raw`'\''`)}'`;
