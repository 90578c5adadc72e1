import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { liveBoardsIn } from '../../core/run/boardsSchema.ts';
import { followRun, readBoards } from '../../host/boards/followRun.ts';
import { findPython } from '../../host/python/findPython.ts';
import { readSettings } from '../settings/settings.ts';
import type { Runs } from '../run/runs.ts';
import { runLabelInFull } from '../run/runTexts.ts';
import { BoardFollowers } from './boardFollowers.ts';

interface Parts {
  readonly log: vscode.LogOutputChannel;
  readonly managedFolder: string;
}

/** Takes the runs that go on to the boards of the setting `cricketLora.boards`; what goes wrong is logged. */
export const followToBoards = (runs: Runs, { log, managedFolder }: Parts): BoardFollowers =>
  new BoardFollowers(runs, {
    wanted: () =>
      vscode.workspace.isTrusted
        ? liveBoardsIn(vscode.workspace.getConfiguration('cricketLora').get('boards'))
        : [],
    start: async (run, { boards, onProblem }) => {
      const { path: python } = await findPython({ setting: readSettings().python, managedFolder });
      const ours = dirname(dirname(run.folder));
      const follower = await followRun(run.folder, { boards, ours, python, onProblem });
      log.info(`${runLabelInFull(run)}: to ${boards.join(', ')} by process ${follower.pid}.`);
      return follower;
    },
    isTaken: async ({ folder }) => (await readBoards(folder))?.isOver === true,
    onProblem: (run, problem) => {
      log.warn(`${runLabelInFull(run)}: ${problem}`);
    },
  });
