import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import {
  axolotlSnippet,
  datasetInfo,
  type ExportForm,
  type ExportPart,
  exportParts,
  partOf,
  exportQuestion,
} from '../../core/dataset/exportedQuestion.ts';
import { slug } from '../../core/common/slug.ts';
import { withNewFolder } from '../files/withNewFolder.ts';
import { writeFilesTogether } from '../files/writeFilesTogether.ts';
import { readLines } from '../files/readLines.ts';
import { QuestionReader } from '../../core/dataset/questionsFile.ts';
import { surveyQuestions } from './readQuestions.ts';
import { splits } from '../../core/dataset/question.ts';

export interface ExportRequest {
  /** Of questions.jsonl. */
  readonly path: string;
  readonly form: ExportForm;
  /** Where to; `export/FORM` beside the questions when absent. */
  readonly folder?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: { readonly share: number }) => void) | undefined;
}

export interface ExportedDataset {
  readonly folder: string;
  /** Records of each part; absent where there are none, as is its file. */
  readonly records: Readonly<Partial<Record<ExportPart, number>>>;
}

/** Characters that are handed on together. */
const pieceLength = 1 << 16;

/**
 * Writes a questions.jsonl for other trainers: `train.jsonl`, `valid.jsonl` (unseen phrasings) and
 * `test.jsonl` (what else is only asked), LLaMA-Factory's `dataset_info.json` and a snippet for Axolotl. What an
 * epoch asks several times is there as often.
 *
 * @throws UserError when a line cannot be used or the folder cannot be written to; the signal's reason
 *   when aborted.
 */
export async function exportDataset(request: ExportRequest): Promise<ExportedDataset> {
  const { path, form, signal, onProgress } = request;
  const folder = request.folder ?? join(dirname(path), 'export', form);
  const survey = await surveyQuestions(path, { signal });
  const counts = { train: 0, valid: 0, test: 0 };
  for (const split of splits) counts[partOf[split]] += survey[split];
  const parts = exportParts.filter((part) => counts[part] > 0);
  const { size } = await stat(path);
  let read = 0;
  const onBytes = (bytes: number): void => {
    read += bytes;
    onProgress?.({ share: Math.min(1, read / Math.max(1, size * parts.length)) });
  };
  const name = slug(basename(dirname(path), '.dataset')).replaceAll('-', '_');
  await withNewFolder(folder, () =>
    writeFilesTogether(
      [
        ...parts.map((part) => ({
          path: join(folder, `${part}.jsonl`),
          content: linesOf(path, { form, part, signal, onBytes }),
        })),
        { path: join(folder, 'dataset_info.json'), content: datasetInfo(name, form, parts) },
        { path: join(folder, 'axolotl.yaml'), content: axolotlSnippet(form, parts) },
      ],
      signal,
    ),
  );
  return {
    folder,
    records: Object.fromEntries(parts.map((part) => [part, counts[part]])),
  };
}

async function* linesOf(
  path: string,
  {
    form,
    part,
    ...reading
  }: {
    readonly form: ExportForm;
    readonly part: ExportPart;
    readonly signal: AbortSignal | undefined;
    readonly onBytes: (bytes: number) => void;
  },
): AsyncGenerator<Uint8Array> {
  const reader = new QuestionReader();
  let piece = '';
  for await (const { from, texts } of readLines(path, reading)) {
    for (const [at, text] of texts.entries()) {
      const question = reader.read(text, from + at)?.question;
      if (question === undefined) continue;
      const exported = exportQuestion(question, form);
      if (exported.part !== part) continue;
      piece += exported.line.repeat(question.times ?? 1);
    }
    if (piece.length < pieceLength) continue;
    yield Buffer.from(piece);
    piece = '';
  }
  yield Buffer.from(piece);
}
