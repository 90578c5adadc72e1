import { say, type Text } from '../../core/common/sentence.ts';
import { cp, lstat, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { refuseWrongRecipe } from '../../core/recipe/checkRecipe.ts';
import type { Recipe } from '../../core/recipe/recipe.ts';
import type { RunRequest, RunStatus } from '../../core/run/runRequest.ts';
import { runRequestSchema } from '../../core/run/runRequestSchema.ts';
import { runStatusSchema } from '../../core/run/runStatusSchema.ts';
import { UserError } from '../../core/common/userError.ts';
import { toWriteError } from '../files/fileErrors.ts';
import { type CopiedQuestions, copyQuestions } from '../dataset/copyQuestions.ts';
import { embeddedBase, embeddedSha256 } from '../base/embeddedBase.ts';
import { extensionFolder } from '../files/extensionFolder.ts';
import { readChecked, readJsonObject } from '../files/readJsonObject.ts';
import { checkJson } from '../../core/common/checkValue.ts';
import { eachOf } from '../files/eachOf.ts';
import { flushFolder, flushTree, makeFolder } from '../files/flush.ts';
import { isOwnRun, readRequestText, readTargetText, recordOwnRun } from './ownRuns.ts';
import { requirePlainFolder } from './plainFolder.ts';
import { sha256OfFile } from '../files/readTextFile.ts';
import { surveyQuestions } from '../dataset/readQuestions.ts';
import { statusFile } from './runFiles.ts';

const questionsName = 'questions.jsonl';

export interface NewRun {
  readonly runsFolder: string;
  readonly questionsPath: string;
  /** `embedded`, a hub id, or an absolute folder. */
  readonly base: string;
  readonly recipe: Recipe;
  readonly operation: RunRequest['operation'];
  readonly target: string;
  readonly via?: string | undefined;
  /** PEFT folder of an adapter to continue from; starts from scratch if absent. */
  readonly adapter?: string | undefined;
  /** A file of the same questions as they are to be asked; default: as they are. */
  readonly asked?: string;
  /** Ids of the only questions to use; default: all. */
  readonly only?: ReadonlySet<string>;
  /** The run whose model is asked. */
  readonly parent?: RunRequest['parent'];
  readonly probes?: RunRequest['probes'];
  readonly experiment?: RunRequest['experiment'];
}

/**
 * Creates a run folder with its request and a copy of the questions, completely or not at all, and
 * returns its absolute path. Starts nothing.
 *
 * @throws UserError when the questions or the recipe are invalid, or the disk is not writable
 */
export async function createRun(run: NewRun, now = new Date()): Promise<string> {
  const { preset, ...hyperparameters } = run.recipe;
  refuseWrongRecipe(hyperparameters);
  const { splits } = await surveyQuestions(run.questionsPath);
  if (run.operation === 'train' && splits.train === 0) {
    throw new UserError(
      say("{0} has no question to train on: none has the split 'train'.", run.questionsPath),
      'generate dataset',
    );
  }
  try {
    await makeFolder(run.runsFolder);
    const temporary = await mkdtemp(join(run.runsFolder, '.new-'));
    try {
      const to = join(temporary, questionsName);
      const copied = await copyQuestions(run.asked ?? run.questionsPath, to, run.only);
      if (run.adapter !== undefined) {
        await cp(run.adapter, join(temporary, 'start'), { recursive: true });
      }
      return await settleId(
        run.runsFolder,
        temporary,
        `${timeStamp(now)}-${preset}`,
        await requestOf(run, await withSource(run, copied), now),
      );
    } catch (error) {
      await rm(temporary, { recursive: true, force: true });
      throw error;
    }
  } catch (error) {
    throw toWriteError(error, run.runsFolder);
  }
}

/** What is copied may itself be made from the questions. */
const withSource = async (
  { asked, questionsPath, only }: NewRun,
  { sha256, sourceSha256 }: CopiedQuestions,
): Promise<Pick<RunRequest['questions'], 'sha256' | 'sourceSha256'>> =>
  asked !== undefined
    ? { sha256, sourceSha256: await sha256OfFile(questionsPath) }
    : { sha256, ...(only && { sourceSha256 }) };

async function requestOf(
  run: NewRun,
  hashes: Pick<RunRequest['questions'], 'sha256' | 'sourceSha256'>,
  now: Date,
): Promise<Omit<RunRequest, 'id'>> {
  return {
    v: 1,
    created: now.toISOString(),
    operation: run.operation,
    base: run.base,
    ...(run.base === embeddedBase && { baseSha256: await embeddedSha256() }),
    questions: {
      path: questionsName,
      ...hashes,
      source: run.questionsPath,
    },
    ...(run.adapter === undefined ? {} : { adapter: { path: 'start', source: run.adapter } }),
    ...(run.parent && { parent: run.parent }),
    ...(run.experiment && { experiment: run.experiment }),
    recipe: run.recipe,
    ...(run.probes && { probes: run.probes }),
    target: run.target,
    ...(run.via !== undefined && { via: run.via }),
    versions: { extension: await extensionVersion() },
  };
}

/** Moves the folder to the first free id: the stem, or the stem with `-2`, `-3`… */
async function settleId(
  runsFolder: string,
  temporary: string,
  stem: string,
  request: Omit<RunRequest, 'id'>,
): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const id = attempt === 1 ? stem : `${stem}-${attempt}`;
    const folder = join(runsFolder, id);
    const { v, ...rest } = request;
    const text = `${JSON.stringify({ v, id, ...rest }, null, 2)}\n`;
    await writeFile(join(temporary, 'run.json'), text);
    await flushTree(temporary);
    // Before it is renamed, so that every window that sees it knows it as ours.
    await recordOwnRun(folder, text);
    try {
      await rename(temporary, folder);
      await flushFolder(runsFolder);
      return folder;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const isTaken = code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'EPERM';
      if (!isTaken || !(await exists(folder))) throw error;
    }
  }
}

/** `20261123-030000`, UTC. */
function timeStamp(time: Date): string {
  return time.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
}

async function extensionVersion(): Promise<string> {
  const manifest = await readJsonObject(join(extensionFolder(), 'package.json'));
  return typeof manifest?.version === 'string' ? manifest.version : 'unknown';
}

/** @throws UserError when the folder is not a run of a supported version */
export async function readRunRequest(folder: string): Promise<RunRequest> {
  return (await readRun(folder)).request;
}

/** A run's request, and whether this machine made or adopted it. Throws as `readRunRequest` does. */
export async function readRun(
  folder: string,
): Promise<{ readonly request: RunRequest; readonly isOwn: boolean }> {
  const text = await readRequestText(folder).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
  });
  const { value, problem } =
    text === undefined ? { problem: '' } : checkJson(runRequestSchema, text);
  if (value && text !== undefined)
    return { request: value, isOwn: await isOwnRun(folder, text, value.target) };
  throw notRun(folder, problem);
}

export const notRun = (folder: string, problem: Text = ''): UserError =>
  new UserError(
    problem === ''
      ? say(
          '{0} is missing or not the request of a run. Choose a folder that Train has made.',
          join(folder, 'run.json'),
        )
      : say(
          '{0} is missing or not the request of a run ({1}). Choose a folder that Train has made.',
          join(folder, 'run.json'),
          problem,
        ),
  );

/** Makes a run that came with the folder one of ours. @throws UserError where it holds links or devices */
export async function adoptRun(folder: string): Promise<void> {
  await requirePlainFolder(folder);
  await readRunRequest(folder);
  await recordOwnRun(folder, await readRequestText(folder));
  const target = await readTargetText(folder);
  if (target !== undefined) await recordOwnRun(folder, target);
}

/** status.json; undefined before the trainer wrote it first, and where it says nothing sensible. */
export async function readRunStatus(folder: string): Promise<RunStatus | undefined> {
  const path = join(folder, statusFile);
  return (await readChecked(path, runStatusSchema, { below: folder, most: 1 << 16 }))?.value;
}

/** Absolute paths of what may be runs, newest first as far as their names tell. */
export async function listRunFolders(runsFolder: string): Promise<string[]> {
  const names = await readdir(runsFolder).catch(() => []);
  return (
    names
      .filter((name) => !name.startsWith('.'))
      // By time, then by suffix: `…-recall-10` is later than `…-recall-9`.
      .sort((a, b) => collator.compare(b, a))
      .map((name) => join(runsFolder, name))
  );
}

/** Absolute paths of all run folders, newest first. */
export async function listRuns(runsFolder: string): Promise<string[]> {
  const folders = await listRunFolders(runsFolder);
  const areRuns = new Set<string>();
  await eachOf(folders, 64, async (folder) => {
    if (await exists(join(folder, 'run.json'))) areRuns.add(folder);
  });
  return folders.filter((folder) => areRuns.has(folder));
}

const collator = new Intl.Collator('en', { numeric: true });

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
