import type { Text } from '../../core/common/sentence.ts';
import { join } from 'node:path';
import type { ExportForm } from '../onnx/exportFiles.ts';
import { extensionFolder } from '../files/extensionFolder.ts';
import { runProcess } from '../process/runProcess.ts';
import type { Installer } from '../python/installer.ts';
import { installPackages } from '../python/installPackages.ts';

const onnx = ['onnx', 'onnxscript', 'onnxruntime'] as const;

/** Packages beyond the trainer's that exports need. */
export const packagesOf = (wanted: readonly ExportForm[]): string[] => [
  ...(wanted.some((form) => form !== 'merged' && !form.startsWith('gguf')) ? onnx : []),
  ...(wanted.some((form) => form.startsWith('gguf')) ? ['gguf'] : []),
];

/** Which of them an interpreter lacks. */
export async function missingPackages(
  python: string,
  packages: readonly string[],
): Promise<string[]> {
  const ask = `
import importlib.util, json
print(json.dumps([name for name in ${JSON.stringify(packages)} if importlib.util.find_spec(name) is None]))
`;
  const { exit, stdout } = await runProcess(python, ['-c', ask]);
  return exit === 0 ? (JSON.parse(stdout) as string[]) : [...packages];
}

/**
 * Installs what exporting needs into the environment of Set Up Python, by hash; its PyTorch stays.
 *
 * @throws UserError when uv or pip fails
 */
export async function installExportPackages(options: {
  readonly python: string;
  readonly managedFolder: string;
  readonly installer: Installer;
  readonly signal?: AbortSignal;
  readonly onProgress: (line: Text) => void;
  /** The list that comes with the extension where it is absent. */
  readonly requirementsPath?: string;
}): Promise<void> {
  const list = join(extensionFolder(), 'trainer', 'requirements-export-hashed.txt');
  const { managedFolder, requirementsPath = list, ...rest } = options;
  await installPackages({
    ...rest,
    ...{ requirementsPath, folder: managedFolder, build: 'default', hasTorch: true },
  });
}
