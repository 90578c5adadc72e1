import { TextChecker } from '../../core/dataset/checkTexts.ts';
import type { DatasetPreview } from '../../core/dataset/datasetPreview.ts';
import { goldenOf } from '../../core/dataset/question.ts';
import type { TableWarning } from '../../core/table/tableWarning.ts';
import type { PromptRenderer } from '../base/promptRenderer.ts';

/** What the linter will say of a preview's samples with the base's tokenizer; nothing without it. */
export function sampleWarnings(
  { samples }: Pick<DatasetPreview, 'samples'>,
  renderer: PromptRenderer | undefined,
): TableWarning[] {
  if (renderer === undefined) return [];
  const texts = new TextChecker(renderer.probe(undefined));
  return samples.flatMap((question) =>
    texts.problemsOf(question).map(({ message }) => ({
      column: question.source.column,
      message: `“${goldenOf(question)}” of ${question.entity}: ${message}`,
    })),
  );
}
