import { hubFailures } from './hubFailures.ts';
import { baseFailures } from './baseFailures.ts';
import type { FailurePhrasing, FailureText } from './failureText.ts';

type Parameters = Readonly<Record<string, string | number>>;

/** Every code the trainer and the supervisor know. An absent parameter reads as `?`. */
const phrasings: Readonly<Record<string, FailurePhrasing>> = {
  ...baseFailures,
  ...hubFailures,
  'base-not-found': (p) => ({
    message: `The base '${p('base')}' was not found, or is private and not yours. Set cricketLora.base to a folder with a model in it, to a hub id such as Qwen/Qwen2.5-1.5B-Instruct, or to 'embedded'.`,
    remedy: 'use embedded base',
  }),
  'base-not-causal': (p) => ({
    message: `The base '${p('base')}' is not a causal language model (its architecture is ${p('architecture')}). Choose one that generates text in cricketLora.base.`,
    remedy: 'open settings',
  }),
  'base-unsupported': (p) => ({
    message: `The base '${p('base')}' is of the family ${p('modelType')}, of which the trainer's transformers knows no causal language model. Choose another in cricketLora.base.`,
    remedy: 'open settings',
  }),
  'quantization-unavailable': (p) => ({
    message: `The quantization '${p('quantization')}' needs the package bitsandbytes, which the trainer's Python lacks. Install it there (pip install bitsandbytes), or set cricketLora.recipe.quantization to none.`,
    remedy: 'open settings',
  }),
  'no-network': (p) => ({
    message: `The base '${p('base')}' is not on this machine and could not be downloaded: the network does not answer. Connect and train again, or set cricketLora.base to a folder or to 'embedded'.`,
    remedy: 'use embedded base',
  }),
  'came-with-folder': () => ({
    message:
      'This run came with the folder, and this machine did not start it: whether it goes on somewhere is not known. It is only shown until it is adopted (Adopt Run).',
  }),
  'run-folder-refused': (p) => ({
    message: `The run’s folder holds ${p('path')}, which is ${p('kind')}: nothing is read or written through it. Put the file itself there, or remove it.`,
  }),
  'export-needs-fp32': () => ({
    message:
      'Graphs of eight and four bits are made from the one in full precision. Export fp32 with them.',
  }),
  'export-unsupported': (p) => ({
    message: `The exporter cannot make an ONNX graph of a model of the family ${p('modelType')} (${p('message')}). The merged model is there, as safetensors.`,
  }),
  'gguf-unsupported': (p) => ({
    message: `This model cannot be written as GGUF: ${p('reason')}. Export the merged model or ONNX instead, or convert the merged model with llama.cpp's own converter.`,
  }),
  'gguf-no-quantizer': (p) => ({
    message: `GGUF of the kind ${p('kind')} is made by llama.cpp's llama-quantize, which is not on the PATH where the exporter runs. Install llama.cpp there, or export q8_0.`,
  }),
  'gguf-quantizer-failed': (p) => ({
    message: `The program llama-quantize could not make GGUF of the kind ${p('kind')}: ${p('reason')}.`,
  }),
  'no-end-token': (p) => ({
    message: `The base '${p('base')}' names no end token (eos_token_id in its generation_config.json or config.json), so it could never stop. Choose one that does, for example an Instruct model.`,
    remedy: 'open settings',
  }),
  'no-chat-template': (p) => ({
    message: `The tokenizer of the base '${p('base')}' has no chat template, so questions cannot be put to it. Choose an Instruct model in cricketLora.base.`,
    remedy: 'open settings',
  }),
  'template-endless': (p) => ({
    message: `The chat template of ${p('base')} had not ended after ${p('seconds')} seconds. Choose another base in cricketLora.base.`,
    remedy: 'open settings',
  }),
  'template-refuses': (p) => ({
    message: `The base's chat template refuses the questions: ${p('message')}. Ask without a system message if that is what it names, or choose another base in cricketLora.base.`,
    remedy: 'open settings',
  }),
  'text-after-answer': (p) => ({
    message: `The base's chat template puts ${quote(p('text'))} between the answer and its end token in question '${p('id')}', so the model would learn to say that. Choose another base in cricketLora.base.`,
    remedy: 'open settings',
  }),
  'text-before-answer': (p) => ({
    message: `The base's chat template puts ${quote(p('text'))} before the answer in question '${p('id')}', so the prompt that is asked would not be the one that was trained. Choose another base in cricketLora.base.`,
    remedy: 'open settings',
  }),
  'unknown-target-module': (p) => ({
    message: `cricketLora.recipe.targetModules names '${p('module')}', which this base does not have. It has ${p('known')}.`,
    remedy: 'open settings',
  }),
  'questions-invalid': (p) => ({
    message: `Line ${p('line')} of questions.jsonl cannot be used: ${p('reason')}. Correct the line or generate the dataset again.`,
    remedy: 'generate dataset',
  }),
  'questions-changed': () => ({
    message:
      "The run's questions.jsonl is not the one it was started with. Start a new run to train on the changed questions.",
    remedy: 'train',
  }),
  'conflicting-goldens': (p) => ({
    message: `Lines ${p('otherLine')} and ${p('line')} of questions.jsonl ask the same (${quote(p('question'))}) and give different answers, so no model can recall both. Remove one.`,
    remedy: 'generate dataset',
  }),
  'answer-too-long': (p) => ({
    message: `The answer to question '${p('id')}' takes ${p('tokens')} tokens and ${p('limit')} are allowed. Raise cricketLora.recipe.maxAnswerTokens.`,
    remedy: 'open settings',
  }),
  'out-of-memory': (p) => ({
    message: `The device ran out of memory in the phase '${p('phase')}' with ${p('batchSize')} questions together. Lower ${p('phase') === 'predicting' ? 'cricketLora.recipe.predictionBatchSize' : 'cricketLora.recipe.batchSize or cricketLora.recipe.rank'}, or end what else uses the device.`,
    remedy: 'open settings',
  }),
  diverged: (p) => ({
    message: `Training diverged at epoch ${p('epoch')}: its loss rose, or stood above what knowing no fact costs. ${whatToLower(p)}`,
    remedy: 'open settings',
  }),
  'non-finite-loss': (p) => ({
    message: `Training diverged: at step ${p('step')} the loss was no longer a number. ${whatToLower(p)}`,
    remedy: 'open settings',
  }),
  'disk-full': (p) => ({
    message: `The disk of ${p('path')} is full: ${Number(p('needed')) > 0 ? `${bytes(p('needed'))} are needed and ` : ''}${bytes(p('free'))} are free. Free some space, then resume the run.`,
  }),
  'already-running': (p) => ({
    message: `This run is being trained already (process ${p('pid')}). Wait for it or cancel it.`,
  }),
  'question-refused': (p) => ({
    message: `The base cannot be asked this: ${p('reason')}. Ask something else.`,
  }),
  'adapter-base-differs': (p) => ({
    message: `The adapter was made for the base '${p('adapterBase')}' and the run asks for '${p('base')}'. Set cricketLora.base to the adapter's base, or train again.`,
    remedy: 'open settings',
  }),
  'no-checkpoint': () => ({
    message: 'The run has no checkpoint to resume from. Start a new run.',
    remedy: 'train',
  }),
  'peer-lost': (p) => ({
    message: `One of the ${p('processes')} processes that train this run together was lost: it was killed, or its GPU failed. Resume the run: it goes on from its last checkpoint. The log tells more.`,
    remedy: 'show log',
  }),
  died: (p) => ({
    message: `The trainer's process ended without a word: it was killed from outside, the machine ran out of memory or was restarted, or it could not start. ${lastWords(p('lastWords'))}`,
    remedy: 'show log',
  }),
  'never-started': () => ({
    message: 'The run was prepared and its trainer was never started. Start a new run.',
    remedy: 'train',
  }),
  unexpected: (p) => ({
    message: `The trainer met an error it does not know: ${p('message')}. The log has the details.`,
    remedy: 'show log',
  }),
};

/** The codes that have a sentence of their own. */
export const failureCodes: readonly string[] = Object.keys(phrasings);

/** Words a failure for people; a code this version does not know gets an honest general sentence. */
export function describeFailure(code: string, parameters: Parameters): FailureText {
  const phrasing = Object.hasOwn(phrasings, code) ? phrasings[code] : undefined;
  if (phrasing) return phrasing((name) => String(parameters[name] ?? '?'));
  const details = Object.entries(parameters).map(([name, value]) => `${name} ${value}`);
  return {
    message: `The trainer failed with '${code}'${details.length > 0 ? ` (${details.join(', ')})` : ''}. The log has the details.`,
    remedy: 'show log',
  };
}

/** After a divergence: which setting to change, and to what. */
function whatToLower(p: (name: string) => string): string {
  const tried = Number(p('tries')) > 0 ? ` It had been lowered ${p('tries')} times already.` : '';
  return `Set cricketLora.recipe.learningRate (now ${p('learningRate')}) to 'auto' or to ${p('lower')}, or cricketLora.recipe.onDivergence to 'lower'.${tried}`;
}

const quote = (text: string): string => JSON.stringify(text);

function lastWords(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' || trimmed === '?' ? 'Its log is empty.' : `Its last words:\n${trimmed}`;
}

/** Bytes as GB, MB or kB; anything else as it is. */
function bytes(count: string): string {
  const value = Number(count);
  if (!Number.isFinite(value)) return `${count} bytes`;
  if (value >= 1e9) return `${(value / 1e9).toFixed(1)} GB`;
  if (value >= 1e6) return `${(value / 1e6).toFixed(1)} MB`;
  return `${(value / 1e3).toFixed(1)} kB`;
}
