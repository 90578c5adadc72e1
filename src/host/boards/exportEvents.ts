import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askedOf } from '../../core/dataset/question.ts';
import { UserError } from '../../core/common/userError.ts';
import { evaluateRun } from '../evaluation/evaluateRun.ts';
import { extensionFolder } from '../files/extensionFolder.ts';
import { runProcess } from '../process/runProcess.ts';
import { trainerCommand } from '../python/trainerCommand.ts';
import { requirePlainFolder } from '../run/plainFolder.ts';
import { boardProblem, type Board } from './boards.ts';

interface Exporting {
  readonly board: Board;
  /** A folder, or for MLflow a tracking URI. */
  readonly to: string;
  readonly python: string;
  readonly signal?: AbortSignal;
}

/**
 * Takes runs to a board: their curves, or for Inspect their answers with our verdicts. Nothing of a run is changed,
 * and a run that is taken there again replaces itself.
 *
 * @throws UserError when the board's package is missing, or a run has nothing to tell yet
 */
export async function exportEvents(
  runFolders: readonly string[],
  exporting: Exporting,
): Promise<void> {
  for (const folder of runFolders) await requirePlainFolder(folder);
  if (exporting.board !== 'inspect') {
    await callBoard([exporting.board, exporting.to, ...runFolders], exporting);
    return;
  }
  const temporary = await mkdtemp(join(tmpdir(), 'cricket-lora-'));
  try {
    for (const folder of runFolders) {
      const rows = join(temporary, 'rows.jsonl');
      await writeFile(rows, await scoredRows(folder));
      await callBoard(['inspect', exporting.to, folder, rows], exporting);
    }
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Verdicts are made here alone: Python only takes them along. */
async function scoredRows(folder: string): Promise<string> {
  const { rows } = await evaluateRun(folder);
  let text = '';
  for (const { question, output, verdict } of rows) {
    const { id, split, entity, statistic } = question;
    const [{ content: golden }] = question.completion;
    const row = { id, question: askedOf(question), golden, output, verdict };
    text += `${JSON.stringify({ ...row, split, entity, statistic })}\n`;
  }
  return text;
}

async function callBoard(
  words: readonly string[],
  { board, python, signal }: Exporting,
): Promise<void> {
  const trainer = join(extensionFolder(), 'trainer');
  const { args, cwd, env } = trainerCommand(trainer, 'cricket_lora.boards', ...words);
  const { exit, lastLines } = await runProcess(python, args, {
    cwd,
    env,
    ...(signal && { signal }),
  });
  if (exit === 0) return;
  const said = lastLines.slice(-3).join(' ');
  throw new UserError(boardProblem(board, said, python));
}
