import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Folder of Export Model's results, in the run folder. */
export const exportName = 'onnx';

export const parityName = (file: string): string => `${file.replace(/\.onnx$/, '')}.parity.json`;

export const precisions = ['fp32', 'fp16', 'int8', 'int4'] as const;
export type Precision = (typeof precisions)[number];

/** File name of a precision in the folder `onnx`. */
export const onnxFile = (precision: Precision): string =>
  precision === 'fp32' ? 'model.onnx' : `model_${precision}.onnx`;

/** Precisions that a run was exported in. */
export const exportedPrecisions = (runFolder: string): Precision[] =>
  precisions.filter((precision) => existsSync(join(runFolder, 'onnx', onnxFile(precision))));
