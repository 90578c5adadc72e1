import { say, type Sentence, type Text } from '../../core/common/sentence.ts';
import { access, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TorchBuild } from '../../core/target/torchBuild.ts';
import { UserError } from '../../core/common/userError.ts';
import { runProcess } from '../process/runProcess.ts';
import { torchIn, withoutTorch, type Installer } from './installer.ts';

export interface Installation {
  readonly requirementsPath: string;
  /** The interpreter of the environment, and where the environment is. */
  readonly python: string;
  readonly folder: string;
  readonly installer: Installer;
  readonly build: TorchBuild;
  /** PyTorch is there already. */
  readonly hasTorch?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress: (line: Text) => void;
}

/** Where the installer keeps what it brings beside an environment: a folder of ours, too. */
export const uvFolderOf = (managedFolder: string): string => join(dirname(managedFolder), 'uv');

/** What the installer is told: to ask nothing, and to put a Python that it downloads beside the environment. */
export const environmentOf = (folder: string): NodeJS.ProcessEnv => ({
  ...process.env,
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
  PIP_NO_INPUT: '1',
  UV_PYTHON_INSTALL_DIR: join(uvFolderOf(folder), 'python'),
  UV_NO_PROGRESS: '1',
});

/**
 * Installs a list of requirements. PyTorch comes first and from its own index, where another build than the
 * package index's fits; all else by the hashes of the list.
 *
 * @returns the build that is installed: where PyTorch's index cannot be reached, the usual one does without a GPU
 * @throws UserError when uv or pip fails
 */
export async function installPackages(installation: Installation): Promise<TorchBuild> {
  const { requirementsPath, build, onProgress } = installation;
  await access(requirementsPath);
  const text = await readFile(requirementsPath, 'utf8');
  const torch = torchIn(text);
  if (installation.hasTorch) {
    await installRest(installation, text);
    return build;
  }
  if (build === 'default' || torch === undefined) {
    onProgress(say('Installing PyTorch and other packages: {0}.', sizeOf(build)));
    await run(installation, ['-r', requirementsPath]);
    return 'default';
  }
  onProgress(say('Installing PyTorch ({0}) and other packages: {1}.', build, sizeOf(build)));
  try {
    await run(installation, [torch], build);
  } catch (error) {
    if (build !== 'cpu' || !(error instanceof UserError) || !isOffline(error.message)) throw error;
    onProgress(
      say('PyTorch’s own index cannot be reached: the usual build, some gigabytes, does, too.'),
    );
    await run(installation, ['-r', requirementsPath]);
    return 'default';
  }
  await installRest(installation, text);
  return build;
}

const sizeOf = (build: TorchBuild): Sentence =>
  build === 'cpu' || (build === 'default' && process.platform !== 'linux')
    ? say('some hundred megabytes')
    : say('a few gigabytes');

/** All but PyTorch: the list is complete, and what PyTorch brought along needs no hash from it. */
async function installRest(installation: Installation, text: string): Promise<void> {
  const file = join(installation.folder, 'requirements.txt');
  await writeFile(file, withoutTorch(text));
  const strictly = text.includes('--hash=') ? ['--no-deps', '--require-hashes'] : [];
  await run(installation, [...strictly, '-r', file]);
}

async function run(
  { installer, python, folder, signal, onProgress }: Installation,
  what: readonly string[],
  build?: TorchBuild,
): Promise<void> {
  const [program = '', ...args] = installer.install(python, what, build);
  const end = await runProcess(program, args, {
    ...(signal && { signal }),
    env: environmentOf(folder),
    onLine: onProgress,
  });
  if (end.exit === 0) return;
  const said = end.lastLines.slice(-8).join('\n');
  throw new UserError(
    say("{0} {1}'s last output:\n{2}", causeOf(end.lastLines, installer), installer.name, said),
    'show log',
  );
}

function causeOf(lines: readonly string[], { name }: Installer): Sentence {
  const text = lines.join('\n');
  if (/No space left/i.test(text))
    return say('The disk is full: free some space and set up again.');
  if (isOffline(text)) {
    return say('The package index could not be reached: check the network and set up again.');
  }
  return say('{0} could not install what the trainer needs.', name);
}

const isOffline = (text: string): boolean =>
  /Temporary failure|[Cc]onnection|timed out|unreachable|could not be reached|resolve host|dns error|[Ff]ailed to (fetch|lookup)/.test(
    text,
  );
