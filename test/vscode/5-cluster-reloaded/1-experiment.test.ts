import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { readResults } from '../../../src/host/experiment/childResults.ts';
import { readQueue } from '../../../src/host/experiment/controls.ts';
import { allChildren, endsOf } from '../../unit/host/experiment/fakeExperiment.ts';
import { loseMachine, startsOf } from '../../unit/host/experiment/loseMachine.ts';
import { cluster, clusterExperiment, experimentStatus, keptByLastWindow } from '../cluster.ts';
import { attributes, screenshot } from '../driver.ts';
import type { Tests } from '../index.ts';
import { runLines, until } from '../session.ts';

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Each test continues from the one before, and the first from the window before. */
export const tests: Tests = {
  async 'a reloaded window shows the experiment that goes on'() {
    const { host } = await keptByLastWindow();
    await until('the end of the window before', () => !isRunning(host));
    const { folder } = await clusterExperiment();
    assert.equal((await readQueue(folder))?.state, 'running');
    await until('its page', async () =>
      /^[0-6] of 8 runs finished, .*the experiment is running$/.test(await experimentStatus()),
    );
  },

  async 'the run whose machine was lost while the window was closed goes on'() {
    const { lost } = await keptByLastWindow();
    await until(
      'another start of it',
      async () => (await startsOf(lost.folder)).length > lost.starts,
      { seconds: 180 },
    );
  },

  async 'its runs go on when the head is killed and started again'() {
    const ray = await cluster();
    await loseMachine(await clusterExperiment(), async () => {
      await ray.killHead();
      await ray.startHead();
      await ray.startWorker();
      await ray.startWorker();
    });
  },

  async 'every run has ended once, with no event lost or doubled'() {
    const open = await clusterExperiment();
    await until('its end', async () => (await readQueue(open.folder))?.state !== 'running', {
      seconds: 300,
    });
    assert.deepEqual(await readQueue(open.folder), { state: 'done', problems: [] });
    const children = await allChildren(open);
    assert.equal(children.length, 8);
    assert.equal(new Set(children.map(({ request }) => request.experiment?.point)).size, 8);
    let again = 0;
    for (const child of children) {
      const { finished, gaps, doubled } = await endsOf(child);
      const starts = (await startsOf(child.folder)).length;
      assert.deepEqual({ finished, gaps }, { finished: 1, gaps: 0 }, child.id);
      // What a lost machine had done since its last checkpoint is done again, and told so.
      if (starts === 1) assert.equal(doubled, 0, child.id);
      again += starts - 1;
      assert.equal(child.request.via, 'lab');
    }
    assert.ok(again >= 2, 'after the loss of a worker, and of the head');
    assert.equal((await readResults(open.folder)).size, 8);
  },

  async 'its page and the sidebar show each run once'() {
    await until(
      'eight runs on its page',
      async () => (await experimentStatus()) === '8 of 8 runs finished, the experiment is done',
    );
    const cells = await attributes('.experiment-page .cell', 'aria-label', 'webview');
    assert.equal(cells.length, 2);
    for (const cell of cells) assert.match(cell ?? '', /; 4 of 4 runs$/);
    await vscode.commands.executeCommand('workbench.view.extension.cricketLora');
    const ofExperiment = (line: string): boolean => line.includes(' · on-a-cluster, ');
    const lines = await until('eight runs in the sidebar', async () => {
      const found = (await runLines()).filter(ofExperiment);
      if (found.length !== 8 || !found.every((line) => line.includes('finished')))
        throw new Error(found.join('\n'));
      return found;
    });
    assert.equal(new Set(lines).size, 8);
    await screenshot('cluster-reloaded');
    await (await cluster()).killHead();
  },
};
