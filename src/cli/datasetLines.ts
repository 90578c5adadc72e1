import { spoken } from '../core/common/sentence.ts';
import { pluralize } from '../core/common/formatNumbers.ts';
import { askedOf, goldenOf } from '../core/dataset/question.ts';
import type { GenerateRequest } from '../host/dataset/generateDataset.ts';
import { lintDataset } from '../host/dataset/lintDataset.ts';
import { previewDataset } from '../host/dataset/previewDataset.ts';
import { inTerminalsWords } from './terminalError.ts';

/** What generating would make of a table, before anything is written. */
export async function previewLines(request: GenerateRequest): Promise<string[]> {
  const { counts, samples, readingLines, warnings } = await previewDataset(request);
  return [
    ...readingLines.map((line) => inTerminalsWords(spoken(line))),
    ...warnings.map(({ message }) => `Looks wrong: ${inTerminalsWords(spoken(message))}`),
    `${pluralize(counts.questions, 'question')} about ${pluralize(counts.entities, 'entity', 'entities')}, such as:`,
    ...samples.map((question) => `  ${askedOf(question)} → ${goldenOf(question)}`),
  ];
}

/** What is amiss with a questions.jsonl, and last how much that is. */
export async function lintLines(path: string): Promise<string[]> {
  const problems = await lintDataset({ path });
  return [
    ...problems.map(({ line, message }) => `line ${line}: ${spoken(message)}`),
    pluralize(problems.length, 'problem'),
  ];
}
