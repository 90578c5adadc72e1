import { say, type Text } from '../../core/common/sentence.ts';
import type { ExportForm } from '../onnx/exportFiles.ts';
import { join } from 'node:path';
import { failureText } from '../../core/run/trainerFailures.ts';
import { UserError } from '../../core/common/userError.ts';
import { extensionFolder } from '../files/extensionFolder.ts';
import { runProcess } from '../process/runProcess.ts';
import { trainerCommand } from '../python/trainerCommand.ts';
import { requirePlainFolder } from '../run/plainFolder.ts';

/**
 * Merges a run's adapter into its base and exports it, in a Python process.
 *
 * @throws UserError when packages are missing or the export fails
 */
export async function exportModel(
  runFolder: string,
  wanted: readonly ExportForm[],
  options: {
    readonly python: string;
    readonly signal?: AbortSignal;
    readonly onLine?: (line: string) => void;
  },
): Promise<void> {
  const { python, ...rest } = options;
  const trainer = join(extensionFolder(), 'trainer');
  await requirePlainFolder(runFolder);
  const request = join(runFolder, 'run.json');
  const { args, ...place } = trainerCommand(trainer, 'cricket_lora.export', request, ...wanted);
  const { exit, stdout, lastLines } = await runProcess(python, args, { ...rest, ...place });
  requireExport({ exit, lines: [...stdout.split('\n'), ...lastLines] }, (missing) => {
    const requirements = join(trainer, 'requirements-export-hashed.txt');
    return say(
      'Exporting needs the Python package {0}. Install what it needs: {1} -m pip install --require-hashes -r {2}',
      missing,
      python,
      requirements,
    );
  });
}

/**
 * @throws UserError when an exporter, local or remote, failed; `onMissing` gives the message for a
 *   missing package
 */
export function requireExport(
  { exit, lines }: { readonly exit: number | null; readonly lines: readonly string[] },
  onMissing: (name: string) => Text,
): void {
  if (exit === 0) return;
  const failed = lines.find((line) => line.startsWith('{"failed"'));
  const { failed: code, ...parameters } = (
    failed === undefined ? {} : JSON.parse(failed)
  ) as Record<string, string | number>;
  const missing = /No module named '(\w+)'/.exec(lines.join('\n'))?.[1];
  if (missing !== undefined) throw new UserError(onMissing(missing), 'show log');
  if (code !== undefined) throw new UserError(failureText(String(code), parameters).message);
  throw new UserError(say('The export failed: {0}', lines.slice(-3).join(' ')), 'show log');
}
