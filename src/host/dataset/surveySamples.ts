import { say } from '../../core/common/sentence.ts';
import { TextChecker, type TextProbe } from '../../core/dataset/checkTexts.ts';
import type { DatasetPreview } from '../../core/dataset/datasetPreview.ts';
import { goldenOf } from '../../core/dataset/question.ts';
import type { JobSize } from '../../core/pages/previewMessages.ts';
import type { TableWarning } from '../../core/table/tableWarning.ts';
import type { PromptRenderer } from '../base/promptRenderer.ts';

type Samples = DatasetPreview['samples'];

/** What a base makes of a preview's samples. */
export interface SampleSurvey {
  readonly warnings: readonly TableWarning[];
  /** Absent where the tokenizer is not on this machine, or has no end. */
  readonly tokens?: NonNullable<JobSize['tokens']>;
}

/**
 * What the linter will say of samples with the base's tokenizer, and their size; nothing without it.
 *
 * @throws UserError where the base's template or tokenizer takes too long
 */
export function surveySamples(
  samples: Samples,
  renderer: PromptRenderer | undefined,
): SampleSurvey {
  if (renderer === undefined) return { warnings: [] };
  return renderer.use((prompts) => ({
    warnings: warningsOf(samples, prompts.probe(undefined)),
    tokens: sizeOf(
      samples.map((question) => {
        const { promptTokens, trained } = prompts.render(question);
        return promptTokens + trained.length;
      }),
    ),
  }));
}

function warningsOf(samples: Samples, probe: TextProbe): TableWarning[] {
  const texts = new TextChecker(probe);
  return samples.flatMap((question) =>
    texts.problemsOf(question).map(({ message }) => ({
      column: question.source.column,
      message: say('“{0}” of {1}: {2}', goldenOf(question), question.entity, message),
    })),
  );
}

function sizeOf(tokens: readonly number[]): { mean: number; most: number } {
  const sum = tokens.reduce((total, count) => total + count, 0);
  return { mean: Math.round(sum / Math.max(1, tokens.length)), most: Math.max(0, ...tokens) };
}
