import { say, spoken, type Sentence, type Text } from '../common/sentence.ts';
import { formatBytes } from '../common/formatBytes.ts';
import type { Translate } from '../common/translate.ts';
import type { Prediction } from './prediction.ts';

/** Format version of parity.json. */
export const parityVersion = 1;

/** Whether an exported model gives the same answers as the adapter. */
export interface Parity {
  readonly v: typeof parityVersion;
  /** Name of the model's file; `adapter`, `merged` or `gguf-KIND` for what plain PEFT and transformers loaded. */
  readonly model: string;
  readonly questions: number;
  /** Number of questions that the export answers differently. */
  readonly changed: number;
  readonly seconds: number;
  readonly changes: readonly ChangedAnswer[];
}

export interface ChangedAnswer {
  readonly id: string;
  readonly adapter: string;
  readonly exported: string;
}

/**
 * Compares an export's answers with the adapter's by id; ids that only one of them has are ignored.
 */
export function parityOf(
  predictions: readonly Pick<Prediction, 'id' | 'output'>[],
  exported: ReadonlyMap<string, string>,
): Pick<Parity, 'questions' | 'changed' | 'changes'> {
  const asked = predictions.filter(({ id }) => exported.has(id));
  const changes = asked.flatMap(({ id, output }) => {
    const other = exported.get(id) ?? '';
    return other === output ? [] : [{ id, adapter: output, exported: other }];
  });
  return { questions: asked.length, changed: changes.length, changes };
}

function titleOf(model: string): Text {
  if (model.endsWith('.gguf')) return say('{0}, asked by llama.cpp,', model);
  if (model === 'adapter') return say('The adapter, loaded by PEFT,');
  if (model === 'merged') return say('The merged model, loaded by transformers,');
  const [, kind] = /^gguf-(f16|q8_0|q4_k_m)$/.exec(model) ?? [];
  return kind === undefined
    ? model
    : say('The GGUF file of {0}, its weights read by transformers,', kind);
}

/** The object of a line that begins with a key; an empty one where a library, or half a line, looks like it. */
function objectIn(line: string, key: string): Readonly<Record<string, unknown>> {
  if (!line.startsWith(`{"${key}"`)) return {};
  try {
    return JSON.parse(line) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}

/** What the exporter found of adapter or merged model, where a line of it tells that. */
export function parityIn(line: string): Omit<Parity, 'changes'> | undefined {
  const found: Partial<Record<keyof Parity, unknown>> = objectIn(line, 'v');
  const isParity = found.v === parityVersion && typeof found.model === 'string';
  const counts = [found.questions, found.changed, found.seconds];
  return isParity && counts.every((count) => typeof count === 'number')
    ? (found as unknown as Omit<Parity, 'changes'>)
    : undefined;
}

/** What the exporter has written, where a line of it tells that. */
export function writtenIn(line: string): string | undefined {
  const { file, bytes } = objectIn(line, 'file');
  return typeof file === 'string' && typeof bytes === 'number'
    ? `${file}: ${formatBytes(bytes)}`
    : undefined;
}

/** What the exporter left out, where a line of it tells that. */
export function leftOutIn(line: string): Sentence | undefined {
  const { left, reason } = objectIn(line, 'left');
  return typeof left === 'string' && typeof reason === 'string'
    ? say('There is no {0}: {1}.', left, reason)
    : undefined;
}

/** An export counts only when it changes no answer: in a sentence, for eye and log. */
export const parityText = ({
  model,
  questions,
  changed,
  seconds,
}: Omit<Parity, 'changes'>): Sentence =>
  changed === 0
    ? say(
        '{0} gives all {1} answers that the adapter gives ({2} s).',
        titleOf(model),
        questions,
        seconds.toFixed(1),
      )
    : say('{0} CHANGES {1} of {2} answers.', titleOf(model), changed, questions);

export const describeParity = (parity: Omit<Parity, 'changes'>, t?: Translate): string =>
  spoken(parityText(parity), t);
