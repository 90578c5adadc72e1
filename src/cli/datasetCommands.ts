import { spoken } from '../core/common/sentence.ts';
import { resolve } from 'node:path';
import { pluralize, formatCount } from '../core/common/formatNumbers.ts';
import { UserError } from '../core/common/userError.ts';
import { exportForms, exportParts } from '../core/dataset/exportedQuestion.ts';
import { focusInWords } from '../core/dataset/focusQuestions.ts';
import { readingInWords } from '../core/dataset/readingSummary.ts';
import { describeProblem } from '../core/table/tableProblems.ts';
import { resolveBase } from '../host/base/resolveBase.ts';
import { datasetRequestOf } from '../host/dataset/datasetRequest.ts';
import { exportDataset } from '../host/dataset/exportDataset.ts';
import { generateDataset } from '../host/dataset/generateDataset.ts';
import { importQuestions } from '../host/dataset/importQuestions.ts';
import { lookUpDataset } from '../host/lookup/lookUpDataset.ts';
import { focusDataset } from '../host/evaluation/focusDataset.ts';
import { datasetSettingsIn } from './datasetArguments.ts';
import { lintLines, previewLines } from './datasetLines.ts';
import { here, print } from './print.ts';
import { inTerminalsWords } from './terminalError.ts';
import type { Values } from './usage.ts';

/** Generates a dataset, and returns the path of its questions. */
export async function questions(table: string, values: Values): Promise<string> {
  const made = await generateDataset(await requestOf(resolve(table), values));
  const { counts, skipped, warnings, reading } = made.dataset.meta;
  print(...readingInWords(reading).map((line) => inTerminalsWords(spoken(line))));
  if (values.verbose) {
    for (const problem of skipped) print(`Left out: ${describeProblem(problem)}`);
  }
  for (const { line, column, message } of values.verbose ? warnings : warnings.slice(0, 10)) {
    const where = [line === undefined ? undefined : `line ${line}`, column]
      .filter(Boolean)
      .join(', ');
    print(`Looks wrong: ${where === '' ? '' : `${where}: `}${inTerminalsWords(spoken(message))}`);
  }
  if (!values.verbose && warnings.length > 10) {
    print(`and ${formatCount(warnings.length - 10)} more: --verbose lists them`);
  }
  const { train, phrasing, fact, unknown, asked, 'unknown-held': held } = counts.splits;
  const further = [
    ...(unknown > 0
      ? [
          `${formatCount(unknown)} more that it cannot answer, trained to be answered so, and ${formatCount(held)} that are only asked`,
        ]
      : []),
    ...(asked > 0 ? [`${formatCount(asked)} in other ways, only asked`] : []),
  ];
  print(
    `${pluralize(counts.questions, 'question')} about ${pluralize(counts.entities, 'entity', 'entities')}: ` +
      `${formatCount(train)} to train on, ${formatCount(phrasing)} in unseen phrasings, ${formatCount(fact)} about unseen facts`,
    ...further.map((words) => `  ${words}`),
    `  ${here(made.questionsPath)}`,
  );
  return made.questionsPath;
}

export async function preview(table: string, values: Values): Promise<void> {
  print(...(await previewLines(await requestOf(table, values))));
}

/** @returns whether nothing is amiss. */
export async function lint(path: string): Promise<boolean> {
  const lines = await lintLines(path);
  print(...lines);
  return lines.length === 1;
}

export async function importFile(path: string, values: Values): Promise<void> {
  const {
    questionsPath,
    questions: count,
    problems,
    problemCount,
    warnings,
    warningCount,
  } = await importQuestions({
    path,
    base: values.base === undefined ? undefined : await resolveBase(values.base, process.cwd()),
  });
  for (const { line, message } of problems) print(`Left out: line ${line}: ${spoken(message)}`);
  if (problemCount > problems.length) print(`and ${problemCount - problems.length} more`);
  const shown = values.verbose ? warnings : warnings.slice(0, 10);
  for (const { line, message } of shown) print(`Looks wrong: line ${line}: ${spoken(message)}`);
  if (warningCount > shown.length) print(`and ${formatCount(warningCount - shown.length)} more`);
  print(pluralize(count, 'question'), `  ${here(questionsPath)}`);
}

export async function exportFile(path: string, { as = 'messages', to }: Values): Promise<void> {
  const form = exportForms.find((one) => one === as);
  if (form === undefined) {
    throw new UserError(`--as is “${as}”. Expected ${exportForms.join(', ')}.`);
  }
  const { folder, records } = await exportDataset({ path, form, folder: to && resolve(to) });
  for (const part of exportParts) {
    const count = records[part];
    if (count !== undefined) print(`${part}.jsonl: ${pluralize(count, 'record')}`);
  }
  print(`  ${here(folder)}`);
}

export async function lookUp(path: string, { to }: Values): Promise<void> {
  const made = await lookUpDataset({ path, folder: to && resolve(to) });
  print(
    `${pluralize(made.questions, 'question')}, each with a row of ${here(made.tablePath)}`,
    `  ${here(made.questionsPath)}`,
  );
}

export async function focus(runFolder: string, values: Values): Promise<void> {
  const { phrasingsPath, ownPhrasings } = await requestOf(runFolder, values);
  const made = await focusDataset({ runFolder, phrasingsPath, ownPhrasings });
  print(spoken(focusInWords(made.questions, made)), `  ${here(made.questionsPath)}`);
}

const requestOf = (tablePath: string, values: Values) =>
  datasetRequestOf(datasetSettingsIn(values), {
    tablePath,
    folder: process.cwd(),
    phrasingsName: '--phrasings',
  });
