import { say, type Sentence, type Text } from '../common/sentence.ts';
import type { LogEvent } from './events.ts';

/** What the trainer says that is no failure, by its codes, in the English in which it says it itself. */
const phrasings: Readonly<Record<string, (p: (name: string) => string) => Sentence>> = {
  'events-damaged': (p) =>
    say('{0} damaged bytes at the end of {1} were cut off', p('bytes'), p('file')),
  'adapter-damaged': (p) =>
    say('{0} is damaged ({1}); it was set aside as {2}', p('folder'), p('problem'), p('aside')),
  'checkpoint-damaged': (p) =>
    say(
      'The checkpoint checkpoints/{0} is damaged ({1}) and set aside as {0}.damaged: training goes on from step {2}',
      p('step'),
      p('problem'),
      p('earlier'),
    ),
  'only-checkpoint-damaged': (p) =>
    say(
      'The checkpoint checkpoints/{0} is damaged ({1}) and set aside as {0}.damaged: training goes on from the beginning',
      p('step'),
      p('problem'),
    ),
  'no-probe-fits': () => say('Side effects are not measured: no probe fits into the context'),
  'no-memory-for-probes': () => say('Out of memory: side effects are not measured'),
  'no-memory-for-graphs': () => say('Out of memory: steps are no longer recorded as CUDA graphs'),
  'no-memory-for-rows': (p) =>
    say('Out of memory: steps are computed {0} questions at a time', p('rows')),
  'no-memory-for-answers': (p) =>
    say('Out of memory: {0} questions are answered at a time', p('rows')),
  'attends-eagerly': () => say('Loss is not finite: attention is computed eagerly'),
  'answers-not-kept': (p) =>
    say('What the base answers cannot be kept for later runs: {0}', p('problem')),
  'not-quantized': (p) =>
    say('{0} needs CUDA; the base stays in {1}', p('quantization'), p('dtype')),
  'unknown-of-small': () =>
    say(
      'The base is small: taught what the table cannot answer, it answers nearly everything else so, too. Set cricketLora.dataset.unknown to 0 or auto and generate the questions again',
    ),
  'risky-rate': (p) =>
    say(
      'learningRate {0} is {1} times what auto is for this base ({2}): training may diverge. With auto it would be lowered then; a rate of your own only if onDivergence is lower',
      p('rate'),
      p('times'),
      p('automatic'),
    ),
  'constant-schedule': () =>
    say(
      'schedule constant never slows down and pushes recalled answers out again; recall and cosine do not',
    ),
  'special-token': (p) =>
    say(
      'Line {0} of questions.jsonl: the base reads {1} as a token of its own, such as the beginning or end of a turn, and not as text',
      p('line'),
      p('token'),
    ),
  'special-token-in-lines': (p) =>
    say(
      'Line {0} and {1} more of questions.jsonl: the base reads {2} as a token of its own, such as the beginning or end of a turn, and not as text',
      p('line'),
      p('more'),
      p('token'),
    ),
};

/** In English alone where a code is none that this version knows. */
export function warningText({
  code = '',
  parameters = {},
  message,
}: Pick<LogEvent, 'code' | 'parameters' | 'message'>): Text {
  const phrasing = Object.hasOwn(phrasings, code) ? phrasings[code] : undefined;
  return phrasing === undefined ? message : phrasing((name) => String(parameters[name] ?? '?'));
}
