import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import {
  axolotlSnippet,
  datasetInfo,
  type ExportForm,
  type ExportPart,
  exportParts,
  exportQuestion,
} from '../../core/dataset/exportedQuestion.ts';
import { slug } from '../../core/common/slug.ts';
import { withNewFolder } from '../files/withNewFolder.ts';
import { writeFilesTogether } from '../files/writeFilesTogether.ts';
import type { Question } from '../../core/dataset/question.ts';
import { eachQuestion } from './readQuestions.ts';

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
  const { size } = await stat(path);
  let read = 0;
  const onBytes = (bytes: number): void => {
    read += bytes;
    onProgress?.({ share: Math.min(1, read / Math.max(1, size)) });
  };
  const parts = new PartPieces(form);
  const pathOf = (part: ExportPart): string => join(folder, `${part}.jsonl`);
  const name = slug(basename(dirname(path), '.dataset')).replaceAll('-', '_');
  await withNewFolder(folder, () =>
    writeFilesTogether(
      [
        {
          paths: exportParts.map(pathOf),
          fill: (write) =>
            eachQuestion(
              path,
              {
                signal,
                onBytes,
                afterPiece: () => parts.handOn((part, text) => write(pathOf(part), text)),
              },
              (question) => {
                parts.add(question);
              },
            ),
        },
        {
          path: join(folder, 'dataset_info.json'),
          content: () => datasetInfo(name, form, parts.found),
        },
        { path: join(folder, 'axolotl.yaml'), content: () => axolotlSnippet(form, parts.found) },
      ],
      signal,
    ),
  );
  return { folder, records: parts.records };
}

/** The lines of each part, until they are handed on. */
class PartPieces {
  readonly records: Partial<Record<ExportPart, number>> = {};
  readonly #form: ExportForm;
  readonly #pieces = new Map<ExportPart, string>();

  constructor(form: ExportForm) {
    this.#form = form;
  }

  /** Parts that have records. */
  get found(): ExportPart[] {
    return exportParts.filter((part) => this.records[part] !== undefined);
  }

  add(question: Question): void {
    const { times = 1 } = question;
    const { part, line } = exportQuestion(question, this.#form);
    this.records[part] = (this.records[part] ?? 0) + times;
    this.#pieces.set(part, (this.#pieces.get(part) ?? '') + line.repeat(times));
  }

  async handOn(write: (part: ExportPart, text: string) => Promise<void>): Promise<void> {
    for (const [part, text] of this.#pieces) await write(part, text);
    this.#pieces.clear();
  }
}
