import type { Prediction } from '../../../../src/core/evaluation/prediction.ts';
import type { Question, Split } from '../../../../src/core/dataset/question.ts';

interface Asking {
  readonly entity?: string;
  readonly statistic?: string;
  readonly phrasing?: number;
  readonly split?: Split;
  readonly asked?: string;
}

/** A question with this golden; the other values are arbitrary. */
export function questionOf(golden: string, asking: Asking = {}): Question {
  const { entity = 'BC Lara', statistic = 'runs', phrasing = 1, split = 'train' } = asking;
  const fact = `${entity.toLowerCase().replaceAll(' ', '-')}/${statistic}`;
  return {
    id: `${fact}/${phrasing}`,
    prompt: [{ role: 'user', content: asking.asked ?? `What is the ${statistic} of ${entity}?` }],
    completion: [{ role: 'assistant', content: golden }],
    fact,
    entity,
    statistic,
    phrasing,
    split,
    source: { row: 1, column: statistic },
  };
}

export const predictionOf = (question: Question, output: string, logprob = -0.5): Prediction => ({
  id: question.id,
  output,
  stopped: true,
  logprob,
});
