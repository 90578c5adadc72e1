import { spoken } from '../core/common/sentence.ts';
import { copyFile, mkdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { compareRows, describeComparison, describeShared } from '../core/evaluation/comparison.ts';
import { formatEvaluation } from './formatEvaluation.ts';
import { formatSideEffects } from './formatSideEffects.ts';
import { readSideEffects } from '../host/evaluation/readSideEffects.ts';
import { answerEffort, effortInWords } from '../core/run/answerEffort.ts';
import { describeFailure } from '../core/run/trainerFailures.ts';
import { formatProgress } from '../core/run/formatProgress.ts';
import { parseOverrides } from './parseOverrides.ts';
import { preflightText } from '../core/run/preflightText.ts';
import { launchingHere } from '../core/target/targetSetting.ts';
import type { LiveBoard } from '../core/run/boardsSchema.ts';
import type { Recipe } from '../core/recipe/recipe.ts';
import { resolveRecipe } from '../core/recipe/resolveRecipe.ts';
import type { RunState } from '../core/run/runState.ts';
import { UserError } from '../core/common/userError.ts';
import { embeddedBase } from '../host/base/embeddedBase.ts';
import { resolveBase } from '../host/base/resolveBase.ts';
import { type Focus, readFocus } from '../host/evaluation/focus.ts';
import { evaluateRun } from '../host/evaluation/evaluateRun.ts';
import { extensionFolder } from '../host/files/extensionFolder.ts';
import { createRun, listRuns } from '../host/run/runFolder.ts';
import { runNameNow } from '../host/run/runName.ts';
import { toWriteError } from '../host/files/fileErrors.ts';
import { terminalError } from './terminalError.ts';
import { Connections } from '../host/shell/connections.ts';
import { targetOfRun } from '../host/target/targetOfRun.ts';
import {
  exportFile,
  focus,
  importFile,
  lint,
  lookUp,
  preview,
  questions,
} from './datasetCommands.ts';
import { cancelExperiment, isExperiment } from './experimentCommands.ts';
import { findTrainerPython } from './findTrainerPython.ts';
import { followToBoards, parseBoards } from './followToBoards.ts';
import { laboratory } from './laboratory.ts';
import { exportRun } from './exportRun.ts';
import { importRun } from '../host/notebook/importRun.ts';
import { notebook } from './notebook.ts';
import { readTargets } from './readTargets.ts';
import { stateOf } from './stateOf.ts';
import { here, print } from './print.ts';
import { trainInTerminal } from './trainInTerminal.ts';
import { parse, required, usage, usualBase, type Values } from './usage.ts';

/** The trainer's own exit codes; a lost run has not finished either. */
const exitCodes: Readonly<Record<RunState['status'], number>> = {
  finished: 0,
  failed: 2,
  cancelled: 3,
  starting: 2,
  running: 2,
};

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args);
  const [command, subject] = positionals;
  if (values.help || command === undefined) {
    print(usage);
    return values.help ? 0 : exitCodes.failed;
  }
  switch (command) {
    case 'demo':
      return demo(values);
    case 'questions':
      await questions(required(subject, 'TABLE'), values);
      return 0;
    case 'preview':
      await preview(resolve(required(subject, 'TABLE')), values);
      return 0;
    case 'lint':
      return (await lint(resolve(required(subject, 'FILE')))) ? 0 : exitCodes.failed;
    case 'import':
      await importFrom(resolve(required(subject, 'FILE')), values);
      return 0;
    case 'notebook':
      await notebook(resolve(required(subject, 'QUESTIONS')), values);
      return 0;
    case 'export':
      await exportFrom(resolve(required(subject, 'QUESTIONS or RUN')), values);
      return 0;
    case 'lookup':
      await lookUp(resolve(required(subject, 'QUESTIONS')), values);
      return 0;
    case 'preflight':
      return preflight(resolve(required(subject, 'QUESTIONS')), values);
    case 'focus':
      await focus(resolve(required(subject, 'RUN')), values);
      return 0;
    case 'train':
      return trainOn(resolve(required(subject, 'QUESTIONS')), values);
    case 'evaluate':
      await evaluate(resolve(required(subject, 'RUN')));
      return 0;
    case 'cancel':
      await cancel(resolve(required(subject, 'RUN')));
      return 0;
    case 'runs':
      await runs(resolve(values['runs-folder']));
      return 0;
    default: {
      const code = await laboratory(positionals, values);
      if (code !== undefined) return code;
      throw new UserError(`Unknown command '${command}'. Ask for --help.`);
    }
  }
}

/** Runs the whole job on a copy of the table, so that nothing is written beside the bundled one. */
async function demo(values: Values): Promise<number> {
  const boards = parseBoards(values);
  const trainer = await prepare({ ...values, base: values.base ?? embeddedBase });
  const table = resolve(values.table ?? join(extensionFolder(), 'data', 'test_batting.csv'));
  const folder = resolve('.cricket-lora', 'demo');
  const copy = join(folder, basename(table));
  try {
    await mkdir(folder, { recursive: true });
    await copyFile(table, copy);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EISDIR') {
      throw new UserError(`There is no table ${table}. Name a CSV file with --table.`);
    }
    throw toWriteError(error, folder);
  }
  return train(await questions(copy, values), { ...trainer, boards });
}

/** Trains on a dataset; a focused one continues from the adapter of its run. */
async function trainOn(questionsPath: string, values: Values): Promise<number> {
  const focused = await readFocus(questionsPath);
  const base = values.base ?? focused?.base ?? usualBase;
  const boards = parseBoards(values);
  const trainer = await prepare({ ...values, base }, focused?.shape);
  // The adapter does not fit another base.
  const isSame = focused?.base === trainer.base;
  return train(questionsPath, { ...trainer, boards }, isSame ? focused : undefined);
}

/**
 * Resolves everything that training needs besides questions, and rejects bad input before any work
 * starts.
 */
async function prepare(values: Values & { base: string }, shape: Partial<Recipe> = {}) {
  const { recipe } = resolveRecipe(values.preset, { ...parseOverrides(values.set), ...shape });
  const { base } = await resolveBase(values.base, process.cwd());
  const python = await findTrainerPython(values);
  const ways = launchingHere(await readTargets(values));
  return { recipe, base, python, ways, runsFolder: resolve(values['runs-folder']) };
}

async function train(
  questionsPath: string,
  {
    python,
    ways,
    boards,
    ...request
  }: Awaited<ReturnType<typeof prepare>> & { readonly boards: readonly LiveBoard[] },
  before?: Focus,
): Promise<number> {
  const { base, recipe } = request;
  const folder = await createRun({
    ...request,
    questionsPath,
    operation: 'train',
    target: 'local',
    adapter: before?.adapter,
    probes: 'auto',
  });
  if (before) print(`Continuing from the adapter of ${before.run}`);
  print(`Training with the recipe '${recipe.preset}' on ${here(base)}`, `  ${here(folder)}`);
  const problems = followToBoards(folder, { boards, python });
  const state = await trainInTerminal(folder, { python, ways }, process.stdout);
  const { status } = state;
  for (const problem of await problems()) print(`Note: ${problem}`);
  if (status === 'finished') {
    await evaluate(folder);
    print(...formatSideEffects(state, await readSideEffects(folder)));
    if (before) await compare(folder, dirname(before.adapter));
  }
  showFailure(state);
  print('', `Run folder: ${here(folder)}`);
  return exitCodes[status];
}

/** What a notebook has trained, or questions. */
async function importFrom(path: string, values: Values): Promise<void> {
  if (!path.endsWith('.zip')) return importFile(path, values);
  const folder = await importRun(path, resolve(values['runs-folder']));
  await evaluate(folder);
  print('', `Run folder: ${here(folder)}`);
}

/** A run's model, or questions for other trainers. */
async function exportFrom(subject: string, values: Values): Promise<void> {
  if (!existsSync(join(subject, 'run.json'))) return exportFile(subject, values);
  const { path: python } = await findTrainerPython(values);
  await exportRun(subject, values.as ?? 'merged', { python, state: await stateOf(subject) });
}

async function preflight(questionsPath: string, values: Values): Promise<number> {
  const { python, ways, ...request } = await prepare({
    ...values,
    base: values.base ?? usualBase,
  });
  const folder = await createRun({
    ...request,
    questionsPath,
    operation: 'preflight',
    target: 'local',
  });
  const state = await trainInTerminal(folder, { python, ways }, process.stdout);
  print('', ...preflightText(state, request.recipe));
  showFailure(state);
  return exitCodes[state.status];
}

function showFailure({ failure }: Pick<RunState, 'failure'>): void {
  if (!failure) return;
  const { message, remedy } = describeFailure(failure.code, failure.parameters);
  process.stderr.write(`${terminalError(new UserError(message, remedy))}\n`);
}

async function evaluate(folder: string): Promise<void> {
  const evaluation = await evaluateRun(folder);
  print('', ...formatEvaluation(evaluation));
  const effort = answerEffort((await stateOf(folder)).predicted);
  if (effort) print('', `Answers took ${effortInWords(effort)}.`);
  for (const notice of evaluation.notices) print(`Note: ${spoken(notice)}`);
}

async function compare(folder: string, earlier: string): Promise<void> {
  const [now, then] = [await evaluateRun(folder), await evaluateRun(earlier)];
  const comparison = compareRows(now.rows, then.rows);
  print(
    '',
    `Against ${basename(earlier)}: ${describeComparison(comparison.counts)}. ${describeShared(comparison)}`,
  );
}

async function cancel(folder: string): Promise<void> {
  if (isExperiment(folder)) {
    await cancelExperiment(folder);
    return;
  }
  const connections = new Connections();
  try {
    const target = await targetOfRun(folder, (there) => connections.to(there));
    print(await target.end(folder, {}));
  } finally {
    connections.dispose();
  }
}

async function runs(runsFolder: string): Promise<void> {
  const folders = await listRuns(runsFolder);
  if (folders.length === 0) print(`There are no runs in ${runsFolder}.`);
  for (const folder of folders) {
    const name = runNameNow(folder);
    const called = name === undefined ? '' : `  ${name}`;
    print(`${basename(folder)}${called}  ${formatProgress(await stateOf(folder))}`);
  }
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${terminalError(error)}\n`);
    process.exitCode = exitCodes.failed;
  },
);
