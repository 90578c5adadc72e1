import { generateDataset } from './dataset.ts';
import { focusDataset } from './focusDataset.ts';
import { importQuestions } from './importQuestions.ts';
import { lintDataset } from './lintDataset.ts';
import { previewDataset } from './previewDataset.ts';

/** What `runInThread` does, by name. Each takes one request, perhaps with `signal` and `onProgress`. */
export const datasetWork = {
  generate: generateDataset,
  preview: previewDataset,
  import: importQuestions,
  focus: focusDataset,
  lint: lintDataset,
};
export type DatasetWork = typeof datasetWork;
export type WorkKind = keyof DatasetWork;
