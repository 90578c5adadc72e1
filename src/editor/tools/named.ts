import { join, isAbsolute, relative } from 'node:path';
import * as vscode from 'vscode';
import { isTablePath } from '../../core/table/tableFiles.ts';
import { UserError } from '../../core/common/userError.ts';
import { datasetFolderOf } from '../../host/dataset/generateDataset.ts';
import { exists } from '../../host/files/exists.ts';
import { localFolders } from '../common/workspaceFolder.ts';
import { findDatasets } from '../dataset/findDatasets.ts';
import { isPredicted, type Run } from '../run/run.ts';
import type { Runs } from '../run/runs.ts';

/**
 * The file that a model names by its path, absolute or relative to a workspace folder. Only files within the
 * workspace: a model may have been told of others by what it has read.
 *
 * @throws UserError when there is none
 */
async function fileNamed(path: string): Promise<string> {
  for (const { uri } of localFolders()) {
    const file = isAbsolute(path) ? path : join(uri.fsPath, path);
    const within = relative(uri.fsPath, file);
    const isWithin = within !== '' && !isAbsolute(within) && !/^\.\.([\\/]|$)/.test(within);
    if (isWithin && (await exists(file))) return file;
  }
  throw new UserError(`There is no ${path} in the workspace.`);
}

/** @throws UserError when it is no table in the workspace */
export async function tableNamed(path: string): Promise<vscode.Uri> {
  const file = await fileNamed(path);
  if (!isTablePath(file)) throw new UserError(`${path} is not a .csv or .tsv file.`);
  return vscode.Uri.file(file);
}

/**
 * The questions of a dataset, named by questions.jsonl, by its folder or by its table; the workspace's only one
 * where none is named.
 *
 * @throws UserError when there is none, or more than one
 */
export async function datasetNamed(path: string | undefined): Promise<vscode.Uri> {
  if (path !== undefined) {
    const folder = isTablePath(path) ? datasetFolderOf(path) : path.replace(/[\\/]$/, '');
    const isQuestions = /[\\/]questions\.jsonl$/.test(folder);
    return vscode.Uri.file(await fileNamed(isQuestions ? folder : join(folder, 'questions.jsonl')));
  }
  const [only, ...others] = await findDatasets();
  if (only === undefined) {
    throw new UserError('There is no dataset yet. Generate one from a .csv or .tsv file first.');
  }
  if (others.length > 0) {
    const names = [only, ...others.slice(0, 20)].map(({ uri }) =>
      JSON.stringify(vscode.workspace.asRelativePath(uri)),
    );
    throw new UserError(`Say which dataset. There are ${names.join(', ')}.`);
  }
  return only.uri;
}

/**
 * A run by its id, else the newest one that has answered.
 *
 * @throws UserError when there is none
 */
export async function runNamed(id: string | undefined, runs: Runs): Promise<Run> {
  await runs.discover();
  const isMeant = id === undefined ? isPredicted : ({ request }: Run): boolean => request.id === id;
  const run = runs.list().find(isMeant);
  if (run === undefined) {
    throw new UserError(
      id === undefined ? 'No run has answered its questions yet.' : `There is no run ${id}.`,
    );
  }
  await runs.read([run]);
  return runs.get(run.folder) ?? run;
}
