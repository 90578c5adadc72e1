import { existsSync } from 'node:fs';
import { basename, extname, join, relative, sep } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { checkValue } from '../core/common/checkValue.ts';
import { spoken } from '../core/common/sentence.ts';
import { pluralize } from '../core/common/formatNumbers.ts';
import { UserError } from '../core/common/userError.ts';
import { experimentSchema } from '../core/experiment/experimentSchema.ts';
import { gridOf } from '../core/experiment/grid.ts';
import {
  reportInMarkdown,
  reportOf,
  resultsCsv,
  type ReportTable,
} from '../core/experiment/report.ts';
import { intervalInWords } from '../core/experiment/intervalInWords.ts';
import { experimentOf, needsTable, templateNames } from '../core/experiment/templates.ts';
import { readResults } from '../host/experiment/childResults.ts';
import { collectResults } from '../host/experiment/collectResults.ts';
import { ask, readQueue } from '../host/experiment/controls.ts';
import {
  createExperiment,
  experimentFile,
  listExperiments,
  openExperiment,
} from '../host/experiment/experimentFolder.ts';
import { followQueueLog } from '../host/experiment/followQueueLog.ts';
import { prepareRuns } from '../host/experiment/prepareRuns.ts';
import { sizeOfTable } from '../host/experiment/sizeOfTable.ts';
import { startQueue } from '../host/experiment/startQueue.ts';
import type { Python } from '../host/python/findPython.ts';
import { parseBoards } from './followToBoards.ts';
import { here, print } from './print.ts';
import { readTargets } from './readTargets.ts';
import type { Values } from './usage.ts';

const lookMilliseconds = 300;

/** Whether a path that may be a run is an experiment's folder or file. */
export const isExperiment = (path: string): boolean =>
  basename(path) === experimentFile || existsSync(join(path, experimentFile));

export async function newExperiment(
  template: string,
  file: string,
  { base = 'embedded' }: Values,
): Promise<void> {
  const name = templateNames.find((one) => one.toLowerCase() === template.toLowerCase());
  if (name === undefined) {
    throw new UserError(
      `There is no template '${template}'. There are ${templateNames.join(', ')}.`,
    );
  }
  const workspace = process.cwd();
  const path = relative(workspace, file).split(sep).join('/');
  const isQuestions = extname(file) === '.jsonl';
  if (!existsSync(file)) throw new UserError(`${file} does not exist.`);
  if (isQuestions && needsTable(name)) {
    throw new UserError(`${name} varies what is made of a table: name a table, not questions.`);
  }
  const content = experimentOf(name, {
    source: isQuestions ? { questions: path } : { table: path },
    base,
    targets: ['local'],
    ...(name === 'Table size' && { rows: await sizeOfTable(file) }),
  });
  const { value, problem } = checkValue(experimentSchema, content);
  if (value === undefined) throw new UserError(`${path}: ${spoken(problem)}.`);
  const made = await createExperiment(workspace, content);
  print(`${pluralize(gridOf(value).points.length, 'run')} of ${here(file)}`, `  ${here(made)}`);
}

/** Makes the runs of an experiment, and starts none: their folders go to stdout, a line each. */
export async function prepare(file: string): Promise<void> {
  const open = await openExperiment(file);
  const folders = await prepareRuns(open);
  for (const folder of folders) print(here(folder));
  process.stderr.write(
    `${pluralize(folders.length, 'run')} of ${open.experiment.name} to train. Train each elsewhere by 'python -m cricket_lora RUN/run.json', bring the folders back to where they are, and ask for the report.\n`,
  );
}

/** Runs an experiment in a process of its own and follows it. Ctrl-C ends the following alone. */
export async function experiment(
  file: string,
  { path: python }: Pick<Python, 'path'>,
  values: Values,
): Promise<number> {
  const { folder, experiment: asked, grid } = await openExperiment(file);
  const boards = { names: parseBoards(values), python };
  const isGoingOn = (await readQueue(folder))?.state === 'running';
  if (!isGoingOn) {
    await startQueue(folder, { python, targets: await readTargets(values), again: true, boards });
  }
  const leaving = new AbortController();
  const leave = (): void => {
    leaving.abort();
  };
  process.on('SIGINT', leave).on('SIGTERM', leave);
  // What is meant for a paper goes to a file: progress must not.
  const say = (line: string): void => {
    if (values.markdown) process.stderr.write(`${line}\n`);
    else print(line);
  };
  try {
    say(`${asked.name}: ${pluralize(grid.points.length, 'run')}, in ${here(folder)}`);
    if (isGoingOn && boards.names.length > 0) {
      say('Note: it goes on as it was begun, and --boards counts from its next start.');
    }
    const readOn = await followQueueLog(folder);
    for (;;) {
      const state = (await readQueue(folder))?.state;
      for (const line of await readOn()) say(line);
      if (state !== 'running') break;
      if (leaving.signal.aborted) {
        say(
          `It goes on without this terminal: cancel or pause ${here(folder)}, or ask for its report.`,
        );
        return 0;
      }
      await delay(lookMilliseconds);
    }
  } finally {
    process.off('SIGINT', leave).off('SIGTERM', leave);
  }
  const queue = await readQueue(folder);
  for (const problem of queue?.problems ?? []) say(`Problem: ${problem}`);
  await report(folder, values);
  const results = await readResults(folder);
  return grid.points.every(({ key }) => results.has(key)) ? 0 : 2;
}

export async function pauseExperiment(file: string): Promise<void> {
  const { folder } = await openExperiment(file);
  await requireQueue(folder);
  await ask(folder, 'pause');
  print('Its runs go on to their end, and no more are begun.');
}

export async function cancelExperiment(file: string): Promise<void> {
  const { folder } = await openExperiment(file);
  await requireQueue(folder);
  await ask(folder, 'cancel');
  while ((await readQueue(folder))?.state === 'running') await delay(lookMilliseconds);
  print('Its runs have saved and stopped. Run it again to go on from there.');
}

async function requireQueue(folder: string): Promise<void> {
  if ((await readQueue(folder))?.state === 'running') return;
  throw new UserError(`The experiment ${basename(folder)} is not running.`);
}

export async function report(file: string, { markdown, csv }: Values): Promise<void> {
  const open = await openExperiment(file);
  const { folder, experiment: asked, grid } = open;
  if ((await readQueue(folder))?.state !== 'running') {
    for (const problem of await collectResults(open)) process.stderr.write(`Problem: ${problem}\n`);
  }
  const results = await readResults(folder);
  if (csv) {
    print(resultsCsv(grid, results).trimEnd());
    return;
  }
  const made = reportOf(asked, grid, results);
  const note = intervalInWords(asked.seeds.length);
  if (markdown) {
    print(reportInMarkdown(made, note).trimEnd());
    return;
  }
  print('', made.title, ...made.about, ...made.tables.flatMap(tableLines));
  print('', note, '', ...made.conclusion, '', made.method);
}

/** A table with its columns side by side. */
function tableLines({ title, header, rows }: ReportTable): string[] {
  const widths = header.map((_, at) =>
    Math.max(...[header, ...rows].map((row) => (row[at] ?? '').length)),
  );
  const lineOf = (row: readonly string[]): string =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  return ['', title, ...[header, ...rows].map((row) => `  ${lineOf(row)}`)];
}

export async function experiments(workspace: string): Promise<void> {
  const folders = await listExperiments(workspace);
  if (folders.length === 0) print(`There are no experiments in ${workspace}.`);
  for (const folder of folders) {
    try {
      const { experiment: asked, grid } = await openExperiment(folder);
      const results = await readResults(folder);
      const done = grid.points.filter(({ key }) => results.has(key)).length;
      const state = (await readQueue(folder))?.state ?? 'not run yet';
      print(
        `${basename(folder)}  ${asked.name}: ${done} of ${pluralize(grid.points.length, 'run')}, ${state}`,
      );
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      print(`${basename(folder)}  ${error.message}`);
    }
  }
}
