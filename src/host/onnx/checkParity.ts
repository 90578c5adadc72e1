import {
  exportName,
  folderOfExport,
  ggufFile,
  ggufKinds,
  onnxFile,
  parityName,
  precisions,
} from './exportFiles.ts';
import { join } from 'node:path';
import type { Parity } from '../../core/evaluation/parity.ts';
import { paritySchema } from '../../core/evaluation/totalsSchema.ts';
import { writeAtomically } from '../files/writeAtomically.ts';
import { readChecked } from '../files/readJsonObject.ts';
import { OnnxProcess } from './onnxProcess.ts';

/** It lists every answer that the export changes. */
const mostBytes = 256 << 20;

/**
 * Asks an exported model all questions of a run in a process of its own, and writes the differences
 * to `MODEL.parity.json` beside it.
 *
 * @throws UserError when the run has not answered all questions, or the export cannot be used
 */
export async function checkParity(
  runFolder: string,
  file: string,
  options: { readonly signal?: AbortSignal; readonly onProgress?: (share: number) => void } = {},
): Promise<Parity> {
  const folder = join(runFolder, folderOfExport(file));
  const model = new OnnxProcess(folder, file);
  try {
    const parity = await model.parity(runFolder, options);
    const path = join(folder, parityName(file));
    await writeAtomically(path, `${JSON.stringify(parity, null, 2)}\n`);
    return parity;
  } finally {
    model.dispose();
  }
}

/** What was found last; undefined where it was never checked. */
export async function readParity(
  runFolder: string,
  file: string,
): Promise<Omit<Parity, 'changes'> | undefined> {
  const path = join(runFolder, exportName, parityName(file));
  const opening = { below: runFolder, most: mostBytes };
  return (await readChecked(path, paritySchema, opening))?.value;
}

/** What was found of every export of a run that was checked; files that cannot be read are left out. */
export async function readParities(runFolder: string): Promise<Omit<Parity, 'changes'>[]> {
  const places = [
    ...['adapter', 'merged', ...ggufKinds.map((kind) => `gguf-${kind}`)].map((name) =>
      join(runFolder, parityName(name)),
    ),
    ...[...precisions.map(onnxFile), ...ggufKinds.map(ggufFile)].map((file) =>
      join(runFolder, folderOfExport(file), parityName(file)),
    ),
  ];
  const opening = { below: runFolder, most: mostBytes };
  const found = await Promise.all(
    places.map((path) => readChecked(path, paritySchema, opening).catch(() => undefined)),
  );
  return found.map((one) => one?.value).filter((one) => one !== undefined);
}
