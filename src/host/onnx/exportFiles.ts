import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { extensionFolder } from '../files/extensionFolder.ts';

/** Folder of Export Model's results, in the run folder. */
export const exportName = 'onnx';

export const parityName = (file: string): string =>
  `${file.replace(/\.(onnx|gguf)$/, '')}.parity.json`;

export const precisions = ['fp32', 'fp16', 'int8', 'int4'] as const;
export type Precision = (typeof precisions)[number];

/** Folder of GGUF files, in the run folder. */
const ggufName = 'gguf';

/** What of GGUF files can be written, the exact first. */
export const ggufKinds = ['f16', 'q8_0', 'q4_k_m'] as const;
export type GgufKind = (typeof ggufKinds)[number];
export const ggufFile = (kind: GgufKind): string => `model-${kind}.gguf`;

/** What Export Model can write: a graph, the base's graph, safetensors alone, or GGUF. */
export type ExportForm = Precision | 'base' | 'merged' | `gguf-${GgufKind}`;
export const exportForms: readonly ExportForm[] = [
  'merged',
  'fp32',
  'fp16',
  'int8',
  'int4',
  'base',
  ...ggufKinds.map((kind) => `gguf-${kind}` as const),
];

/** The folder of an exported file, in the run folder. */
export const folderOfExport = (file: string): string =>
  file.endsWith('.gguf') ? ggufName : exportName;

/** The files whose answers are asked here: graphs, and GGUF where llama.cpp is there. */
export const filesToAsk = (wanted: readonly ExportForm[]): string[] => [
  ...precisions.filter((one) => wanted.includes(one)).map(onnxFile),
  ...(hasLlamaCpp()
    ? ggufKinds.filter((kind) => wanted.includes(`gguf-${kind}`)).map(ggufFile)
    : []),
];

/** Not shipped with the extension: its binaries have many times the extension's size. */
const hasLlamaCpp = (): boolean =>
  existsSync(join(extensionFolder(), 'node_modules', 'node-llama-cpp'));

/** File name of a precision in the folder `onnx`. */
export const onnxFile = (precision: Precision): string =>
  precision === 'fp32' ? 'model.onnx' : `model_${precision}.onnx`;

/** What a run was exported to: files of the folders `onnx` and `gguf`, and the folder `merged`. */
export const exportsOf = (runFolder: string): { readonly name: string; readonly path: string }[] =>
  [
    'merged',
    ...precisions.map((precision) => `${exportName}/${onnxFile(precision)}`),
    ...ggufKinds.map((kind) => `${ggufName}/${ggufFile(kind)}`),
  ]
    .map((name) => ({ name, path: join(runFolder, name) }))
    .filter(({ path }) => existsSync(path));

/** Whether there may be such, by three looks: for hundreds of runs at once. */
export const hasExports = (runFolder: string): boolean =>
  ['merged', exportName, ggufName].some((name) => existsSync(join(runFolder, name)));

/** Precisions that a run was exported in. */
export const exportedPrecisions = (runFolder: string): Precision[] =>
  precisions.filter((precision) => existsSync(join(runFolder, 'onnx', onnxFile(precision))));
