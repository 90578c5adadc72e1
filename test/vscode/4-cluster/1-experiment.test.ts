import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { readQueue } from '../../../src/host/experiment/controls.ts';
import { trainerAfterCheckpoint } from '../../unit/host/experiment/loseMachine.ts';
import {
  cluster,
  clusterExperiment,
  experimentStatus,
  keepForNextWindow,
  writeExperiment,
} from '../cluster.ts';
import { screenshot } from '../driver.ts';
import type { Tests } from '../index.ts';
import { bundledTable, until, writeInWorkspace } from '../session.ts';

/** Each test continues from the one before. */
export const tests: Tests = {
  async 'no workspace names a cluster; the user does'() {
    const settings = vscode.workspace.getConfiguration('cricketLora');
    const targets = { lab: { ray: (await cluster()).address, runsAtOnce: 2 } };
    await assert.rejects(
      async () => settings.update('targets', targets, vscode.ConfigurationTarget.Workspace),
      /cricketLora\.targets/,
    );
    await settings.update('targets', targets, vscode.ConfigurationTarget.Global);
  },

  async 'an experiment of eight runs begins on a cluster of two machines'() {
    const ray = await cluster();
    await ray.startHead();
    await ray.startWorker();
    await ray.startWorker();
    const players = bundledTable().split('\n').slice(0, 4).join('\n');
    await writeInWorkspace('cluster.csv', `${players}\n`);
    const file = await writeExperiment({
      ...{ v: 1, name: 'On a cluster', table: 'cluster.csv', base: 'embedded' },
      dataset: { statistics: ['runs', 'matches'] },
      recipe: { rank: [8, 16], epochs: 60, stopAtRecall: false, checkpointEvery: 2 },
      seeds: [1, 2, 3, 4],
      targets: ['lab'],
    });
    await vscode.commands.executeCommand('cricketLora.runExperiment', file);
    await until('two runs', async () => (await experimentStatus()).includes('2 running'), {
      seconds: 120,
    });
  },

  async 'an experiment continues when its window closes, though a machine is lost just then'() {
    const open = await clusterExperiment();
    const lost = await trainerAfterCheckpoint(open);
    await screenshot('cluster');
    const ray = await cluster();
    await ray.killMachineOf(lost.pid);
    await ray.startWorker();
    // The next window finds it.
    assert.equal((await readQueue(open.folder))?.state, 'running');
    await keepForNextWindow({ lost, host: process.pid });
  },
};
