import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describeFailure } from '../core/failures.ts';
import { UserError } from '../core/userError.ts';
import { extensionFolder } from './extensionFolder.ts';
import { runProcess } from './runProcess.ts';

export const precisions = ['fp32', 'fp16', 'int8'] as const;
export type Precision = (typeof precisions)[number];

/** The file of a precision in the folder `onnx`. */
export const onnxFile = (precision: Precision): string =>
  precision === 'fp32' ? 'model.onnx' : `model_${precision}.onnx`;

/** The precisions that a run has been exported in. */
export const exportedPrecisions = (runFolder: string): Precision[] =>
  precisions.filter((precision) => existsSync(join(runFolder, 'onnx', onnxFile(precision))));

/**
 * Merges a run's adapter into its base and exports it, in a Python process of its own.
 *
 * @throws UserError when packages are missing or the export fails
 */
export async function exportModel(
  runFolder: string,
  wanted: readonly (Precision | 'base')[],
  options: {
    readonly python: string;
    readonly signal?: AbortSignal;
    readonly onLine?: (line: string) => void;
  },
): Promise<void> {
  const { python, ...rest } = options;
  const trainer = join(extensionFolder(), 'trainer');
  const { PYTHONPATH } = process.env;
  const args = ['-m', 'cricket_lora.export', join(runFolder, 'run.json'), ...wanted];
  const { exit, stdout, lastLines } = await runProcess(python, args, {
    ...rest,
    cwd: runFolder,
    env: {
      ...process.env,
      PYTHONPATH: PYTHONPATH ? `${trainer}${delimiter}${PYTHONPATH}` : trainer,
      PYTHONUNBUFFERED: '1',
      PYTHONUTF8: '1',
    },
  });
  if (exit === 0) return;
  const failed = /^\{"failed".*$/m.exec(stdout)?.[0];
  const { failed: code, ...parameters } = (
    failed === undefined ? {} : JSON.parse(failed)
  ) as Record<string, string | number>;
  const missing = /No module named '(\w+)'/.exec(lastLines.join('\n'))?.[1];
  if (missing !== undefined)
    throw new UserError(
      `Exporting needs the Python package ${missing}. Install what it needs: ${python} -m pip install -r ${join(trainer, 'requirements-export.txt')}`,
      'show log',
    );
  if (code !== undefined) throw new UserError(describeFailure(String(code), parameters).message);
  throw new UserError(`The export failed: ${lastLines.slice(-3).join(' ')}`, 'show log');
}
