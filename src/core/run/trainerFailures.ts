import { formatBytes } from '../common/formatBytes.ts';
import { say, spoken, type Sentence, type Text } from '../common/sentence.ts';
import type { Translate } from '../common/translate.ts';
import { UserError, type Remedy } from '../common/userError.ts';
import { divergedFailures } from './divergedFailures.ts';
import { exportFailures } from './exportFailures.ts';
import { hubFailures } from './hubFailures.ts';
import { baseFailures } from './baseFailures.ts';
import type { Phase } from './events.ts';
import { phaseNames } from './statusWord.ts';
import type { FailurePhrasing, FailureText } from './failureText.ts';

type Parameters = Readonly<Record<string, string | number>>;

/** Every code the trainer and the supervisor know. An absent parameter reads as `?`. */
const phrasings: Readonly<Record<string, FailurePhrasing>> = {
  ...baseFailures,
  ...hubFailures,
  ...exportFailures,
  ...divergedFailures,
  'base-not-found': (p) => ({
    message: say(
      "The base '{0}' was not found, or is private and not yours. Set cricketLora.base to a folder with a model in it, to a hub id such as Qwen/Qwen2.5-1.5B-Instruct, or to 'embedded'.",
      p('base'),
    ),
    remedy: 'use embedded base',
  }),
  'base-not-causal': (p) => ({
    message: say(
      "The base '{0}' is not a causal language model (its architecture is {1}). Choose one that generates text in cricketLora.base.",
      p('base'),
      p('architecture'),
    ),
    remedy: 'open settings',
  }),
  'base-unsupported': (p) => ({
    message: say(
      "The base '{0}' is of the family {1}, of which the trainer's transformers knows no causal language model. Choose another in cricketLora.base.",
      p('base'),
      p('modelType'),
    ),
    remedy: 'open settings',
  }),
  'quantization-unavailable': (p) => ({
    message: say(
      "The quantization '{0}' needs the package bitsandbytes, which the trainer's Python lacks. Install it there (pip install bitsandbytes), or set cricketLora.recipe.quantization to none.",
      p('quantization'),
    ),
    remedy: 'open settings',
  }),
  'no-network': (p) => ({
    message: say(
      "The base '{0}' is not on this machine and could not be downloaded: the network does not answer. Connect and train again, or set cricketLora.base to a folder or to 'embedded'.",
      p('base'),
    ),
    remedy: 'use embedded base',
  }),
  'came-with-folder': () => ({
    message: say(
      'This run came with the folder, and this machine did not start it: whether it goes on somewhere is not known. It is only shown until it is adopted (Adopt Run).',
    ),
  }),
  'run-folder-refused': (p) => ({
    message: say(
      'The run’s folder holds {0}, which is {1}: nothing is read or written through it. Put the file itself there, or remove it.',
      p('path'),
      p('kind'),
    ),
  }),
  'no-end-token': (p) => ({
    message: say(
      "The base '{0}' names no end token (eos_token_id in its generation_config.json or config.json), so it could never stop. Choose one that does, for example an Instruct model.",
      p('base'),
    ),
    remedy: 'open settings',
  }),
  'no-chat-template': (p) => ({
    message: say(
      "The tokenizer of the base '{0}' has no chat template, so questions cannot be put to it. Choose an Instruct model in cricketLora.base.",
      p('base'),
    ),
    remedy: 'open settings',
  }),
  'template-endless': (p) => ({
    message: say(
      'The chat template of {0} had not ended after {1} seconds. Choose another base in cricketLora.base.',
      p('base'),
      p('seconds'),
    ),
    remedy: 'open settings',
  }),
  'template-refuses': (p) => ({
    message: say(
      "The base's chat template refuses the questions: {0}. Ask without a system message if that is what it names, or choose another base in cricketLora.base.",
      p('message'),
    ),
    remedy: 'open settings',
  }),
  'text-after-answer': (p) => ({
    message: say(
      "The base's chat template puts {0} between the answer and its end token in question '{1}', so the model would learn to say that. Choose another base in cricketLora.base.",
      quote(p('text')),
      p('id'),
    ),
    remedy: 'open settings',
  }),
  'text-before-answer': (p) => ({
    message: say(
      "The base's chat template puts {0} before the answer in question '{1}', so the prompt that is asked would not be the one that was trained. Choose another base in cricketLora.base.",
      quote(p('text')),
      p('id'),
    ),
    remedy: 'open settings',
  }),
  'unknown-target-module': (p) => ({
    message: say(
      "cricketLora.recipe.targetModules names '{0}', which this base does not have. It has {1}.",
      p('module'),
      p('known'),
    ),
    remedy: 'open settings',
  }),
  'questions-invalid': (p) => ({
    message: say(
      'Line {0} of questions.jsonl cannot be used: {1}. Correct the line or generate the dataset again.',
      p('line'),
      p('reason'),
    ),
    remedy: 'generate dataset',
  }),
  'questions-changed': () => ({
    message: say(
      "The run's questions.jsonl is not the one it was started with. Start a new run to train on the changed questions.",
    ),
    remedy: 'train',
  }),
  'conflicting-goldens': (p) => ({
    message: say(
      'Lines {0} and {1} of questions.jsonl ask the same ({2}) and give different answers, so no model can recall both. Remove one.',
      p('otherLine'),
      p('line'),
      quote(p('question')),
    ),
    remedy: 'generate dataset',
  }),
  'answer-too-long': (p) => ({
    message: say(
      "The answer to question '{0}' takes {1} tokens and {2} are allowed. Raise cricketLora.recipe.maxAnswerTokens.",
      p('id'),
      p('tokens'),
      p('limit'),
    ),
    remedy: 'open settings',
  }),
  'out-of-memory': (p) => ({
    message:
      p('phase') === 'predicting'
        ? say(
            "The device ran out of memory in the phase '{0}' with {1} questions together. Lower cricketLora.recipe.predictionBatchSize, or end what else uses the device.",
            phaseInWords(p('phase')),
            p('batchSize'),
          )
        : say(
            "The device ran out of memory in the phase '{0}' with {1} questions together. Lower cricketLora.recipe.batchSize or cricketLora.recipe.rank, or end what else uses the device.",
            phaseInWords(p('phase')),
            p('batchSize'),
          ),
    remedy: 'open settings',
  }),
  'disk-full': (p) => ({
    message:
      Number(p('needed')) > 0
        ? say(
            'The disk of {0} is full: {1} are needed and {2} are free. Free some space, then resume the run.',
            p('path'),
            bytes(p('needed')),
            bytes(p('free')),
          )
        : say(
            'The disk of {0} is full: {1} are free. Free some space, then resume the run.',
            p('path'),
            bytes(p('free')),
          ),
  }),
  'already-running': (p) => ({
    message: say(
      'This run is being trained already (process {0}). Wait for it or cancel it.',
      p('pid'),
    ),
  }),
  'question-refused': (p) => ({
    message: say('The base cannot be asked this: {0}. Ask something else.', p('reason')),
  }),
  'adapter-base-differs': (p) => ({
    message: say(
      "The adapter was made for the base '{0}' and the run asks for '{1}'. Set cricketLora.base to the adapter's base, or train again.",
      p('adapterBase'),
      p('base'),
    ),
    remedy: 'open settings',
  }),
  'no-checkpoint': () => ({
    message: say('The run has no checkpoint to resume from. Start a new run.'),
    remedy: 'train',
  }),
  'peer-lost': (p) => ({
    message: say(
      'One of the {0} processes that train this run together was lost: it was killed, or its GPU failed. Resume the run: it goes on from its last checkpoint. The log tells more.',
      p('processes'),
    ),
    remedy: 'show log',
  }),
  died: (p) => ({
    message: say(
      "The trainer's process ended without a word: it was killed from outside, the machine ran out of memory or was restarted, or it could not start. {0}",
      lastWords(p('lastWords')),
    ),
    remedy: 'show log',
  }),
  'never-started': () => ({
    message: say('The run was prepared and its trainer was never started. Start a new run.'),
    remedy: 'train',
  }),
  unexpected: (p) => ({
    message: say(
      'The trainer met an error it does not know: {0}. The log has the details.',
      p('message'),
    ),
    remedy: 'show log',
  }),
};

/** The codes that have a sentence of their own. */
export const failureCodes: readonly string[] = Object.keys(phrasings);

/** Words a failure for people; a code this version does not know gets an honest general sentence. */
export function failureText(code: string, parameters: Parameters): FailureText {
  const phrasing = Object.hasOwn(phrasings, code) ? phrasings[code] : undefined;
  if (phrasing) return phrasing((name) => String(parameters[name] ?? '?'));
  const details = Object.entries(parameters).map(([name, value]) => `${name} ${value}`);
  return {
    message:
      details.length > 0
        ? say(
            "The trainer failed with '{0}' ({1}). The log has the details.",
            code,
            details.join(', '),
          )
        : say("The trainer failed with '{0}'. The log has the details.", code),
    remedy: 'show log',
  };
}

/** The same as it is shown. @param t by which; English where none is given */
export function describeFailure(
  code: string,
  parameters: Parameters,
  t?: Translate,
): { readonly message: string; readonly remedy?: Remedy } {
  const { message, ...rest } = failureText(code, parameters);
  return { message: spoken(message, t), ...rest };
}

/** The same as an error. */
export function failureError(code: string, parameters: Parameters): UserError {
  const { message, remedy } = failureText(code, parameters);
  return new UserError(message, remedy);
}

const quote = (text: string): string => JSON.stringify(text);

const phaseInWords = (phase: string): Text =>
  Object.hasOwn(phaseNames, phase) ? phaseNames[phase as Phase] : phase;

function lastWords(text: string): Sentence {
  const trimmed = text.trim();
  return trimmed === '' || trimmed === '?'
    ? say('Its log is empty.')
    : say('Its last words:\n{0}', trimmed);
}

/** Bytes as GB, MB or kB; anything else as it is. */
const bytes = (count: string): string =>
  Number.isFinite(Number(count)) ? formatBytes(Number(count)) : `${count} bytes`;
