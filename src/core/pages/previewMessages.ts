import type { Text } from '../common/sentence.ts';
import type { DatasetRows } from '../dataset/datasetSettings.ts';
import type { DatasetPreview } from '../dataset/datasetPreview.ts';
import type { ColumnWish } from '../reading/understand.ts';

/** The dataset options in the preview, as in the settings; null is the default. */
export interface PreviewOptions {
  readonly statistics: readonly string[] | null;
  /** Headers, the name first. */
  readonly key: readonly string[] | null;
  readonly domain: string;
  readonly format: string;
  readonly headerLine: number | null;
  readonly columns: Readonly<Record<string, ColumnWish>> | null;
  /** Of before `key`. */
  readonly entityColumn: string;
  readonly tellApart: readonly string[];
  readonly rows: DatasetRows;
  /** Label of custom phrasings; null for the bundled ones. */
  readonly phrasings: string | null;
  readonly phrasingsPerFact: number | null;
  readonly heldPhrasings: number | null;
  readonly heldFacts: number;
  readonly seed: number;
  readonly answers: string;
  readonly unknown: number | null;
  readonly otherWays: number;
  readonly encoding: string | null;
  readonly delimiter: string | null;
}
export type PreviewOption = keyof PreviewOptions;

/** The size of a training on the dataset with the configured recipe and base. */
export interface JobSize {
  readonly base: string;
  readonly preset: string;
  readonly batchSize: number;
  /** Up to the maximum number of epochs. */
  readonly epochs: number;
  readonly steps: number;
  /** In words, with the device that it is estimated for. */
  readonly duration: Text;
  /** As long as it takes to the cap of epochs. */
  readonly longest: Text;
  readonly device: string;
  /** Tokens per question and answer in the samples; absent if the tokenizer is unavailable. */
  readonly tokens?: { readonly mean: number; readonly most: number };
}

/** What generating would make of the table, or why it would fail. */
export type PreviewAnswer = { readonly options: PreviewOptions } & (
  | { readonly kind: 'preview'; readonly preview: DatasetPreview; readonly job: JobSize }
  | { readonly kind: 'failed'; readonly message: Text }
);

/** Requests of the preview. */
export interface PreviewRequests {
  /** URI of the table, which the page keeps for a reload. */
  readonly open: { readonly parameters: null; readonly answer: { readonly table: string } };
  /** Null when a newer request has overtaken this one. */
  readonly preview: { readonly parameters: null; readonly answer: PreviewAnswer | null };
  readonly set: {
    readonly parameters: { readonly option: PreviewOption; readonly value: unknown };
    readonly answer: null;
  };
  readonly generate: { readonly parameters: null; readonly answer: null };
  readonly choosePhrasings: { readonly parameters: null; readonly answer: null };
  readonly openSettings: { readonly parameters: null; readonly answer: null };
}
