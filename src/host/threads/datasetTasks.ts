import { exportDataset } from '../dataset/exportDataset.ts';
import { generateDataset } from '../dataset/generateDataset.ts';
import { focusDataset } from '../evaluation/focusDataset.ts';
import { lookUpConversation } from '../lookup/lookUpConversation.ts';
import { lookUpDataset } from '../lookup/lookUpDataset.ts';
import { importQuestions } from '../dataset/importQuestions.ts';
import { lintDataset } from '../dataset/lintDataset.ts';
import { previewDataset } from '../dataset/previewDataset.ts';

/** What `runInThread` does, by name. Each takes one request, perhaps with `signal` and `onProgress`. */
export const datasetWork = {
  generate: generateDataset,
  preview: previewDataset,
  import: importQuestions,
  export: exportDataset,
  focus: focusDataset,
  lookUp: lookUpDataset,
  lookUpOne: lookUpConversation,
  lint: lintDataset,
};
export type DatasetWork = typeof datasetWork;
export type WorkKind = keyof DatasetWork;
