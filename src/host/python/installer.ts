import { homedir } from 'node:os';
import { join } from 'node:path';
import type { TorchBuild } from '../../core/target/torchBuild.ts';
import { findProgram, foldersOf } from '../files/findProgram.ts';

/** What makes environments and installs packages into them: uv where it is, else venv and pip. */
export interface Installer {
  readonly name: 'uv' | 'pip';
  /** Program and arguments that make an environment; without an interpreter uv brings one. */
  readonly create: (interpreter: string | undefined, folder: string) => readonly string[];
  /** Program and arguments that install into one, from `build`'s index where it is not the usual one. */
  readonly install: (
    python: string,
    what: readonly string[],
    build?: TorchBuild,
  ) => readonly string[];
}

/** A source distribution would run code of its own. */
const wheelsOnly = ['--only-binary', ':all:'];
const pytorchIndex = 'https://download.pytorch.org/whl';
/** What uv downloads where no Python is there. */
const pythonOfUv = '3.12';

export const pip: Installer = {
  name: 'pip',
  create: (interpreter = 'python3', folder) => [interpreter, '-m', 'venv', folder],
  install: (python, what, build = 'default') => [
    ...[python, '-m', 'pip', 'install', ...wheelsOnly, '--progress-bar', 'off'],
    ...['--disable-pip-version-check', '--no-input'],
    // One index at a time: with two, a package of the same name on the other could be taken.
    ...(build === 'default' ? [] : ['--index-url', `${pytorchIndex}/${build}`]),
    ...what,
  ],
};

export const uvAt = (uv: string): Installer => ({
  name: 'uv',
  create: (interpreter = pythonOfUv, folder) => [uv, 'venv', '--python', interpreter, folder],
  install: (python, what, build = 'default') => [
    // As pip does by itself: the first run would compile three thousand files.
    ...[uv, 'pip', 'install', ...wheelsOnly, '--compile-bytecode', '--python', python],
    ...(build === 'default' ? [] : [`--torch-backend=${build}`]),
    ...what,
  ],
});

/** uv on the PATH or where its installer puts it; undefined where it is not. */
export const findUv = (
  environment: NodeJS.ProcessEnv = process.env,
  home = homedir(),
  platform?: NodeJS.Platform,
): Promise<string | undefined> =>
  findProgram(
    'uv',
    [...foldersOf(environment), join(home, '.local', 'bin'), join(home, '.cargo', 'bin')],
    platform,
  );

/** All but PyTorch and what another build of it does not use, of a list of requirements with hashes. */
export const withoutTorch = (requirements: string): string =>
  requirements
    .split(/\n(?=[A-Za-z0-9])/)
    .filter((entry) => !/^(torch|triton)(?![\w-])|^(nvidia|cuda)-/.test(entry))
    .join('\n');

/** The entry of PyTorch itself, as a requirement: `torch==2.13.0`. */
export const torchIn = (requirements: string): string | undefined =>
  /^torch(?:==[\w.+]+)?(?=[\s;\\]|$)/m.exec(requirements)?.[0];
