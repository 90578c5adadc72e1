import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { liveBoardsIn, type LiveBoard } from '../../core/run/boardsSchema.ts';
import { followRun, standingOf } from '../../host/boards/followRun.ts';
import { findPython } from '../../host/python/findPython.ts';
import type { QueueSettings } from '../../host/experiment/startQueue.ts';
import { readSettings } from '../settings/settings.ts';
import type { Runs } from '../run/runs.ts';
import { runLabelInFull } from '../run/runTexts.ts';
import { BoardFollowers } from './boardFollowers.ts';

interface Parts {
  readonly log: vscode.LogOutputChannel;
  readonly managedFolder: string;
}

const wanted = (): readonly LiveBoard[] =>
  vscode.workspace.isTrusted
    ? liveBoardsIn(vscode.workspace.getConfiguration('cricketLora').get('boards'))
    : [];

/** For the queue of an experiment, which goes on without this window. */
export async function boardsOfQueue({
  managedFolder,
}: Pick<Parts, 'managedFolder'>): Promise<Pick<QueueSettings, 'boards'>> {
  const names = wanted();
  if (names.length === 0) return {};
  const { python: setting } = readSettings();
  // Where there is none, this window says so once a run goes on.
  const python = await findPython({ setting, managedFolder }).catch(() => undefined);
  return python ? { boards: { names, python: python.path } } : {};
}

/** Takes the runs that go on to the boards of the setting `cricketLora.boards`; what goes wrong is logged. */
export const followToBoards = (runs: Runs, { log, managedFolder }: Parts): BoardFollowers =>
  new BoardFollowers(runs, {
    wanted,
    start: async (run, { boards, onProblem }) => {
      const { path: python } = await findPython({ setting: readSettings().python, managedFolder });
      const ours = dirname(dirname(run.folder));
      const follower = await followRun(run.folder, { boards, ours, python, onProblem });
      log.info(`${runLabelInFull(run)}: to ${boards.join(', ')} by process ${follower.pid}.`);
      return follower;
    },
    standingOf,
    onProblem: (run, problem) => {
      log.warn(`${runLabelInFull(run)}: ${problem}`);
    },
  });
