import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { memoryOfGpus } from './memoryOfGpus.mjs';
import { processesOf } from './processesOf.mjs';

/** On a busy machine VS Code takes its time. */
const patience = 90_000;

/**
 * Generates the dataset of a workspace's table, trains on it, looks at the run while it trains and at its
 * evaluation after that, all by keys in the command palette.
 *
 * @param {import('playwright-core').Page} page of the window
 * @param {object} how
 * @param {string} how.workspace the folder that is open
 * @param {object} how.seen gets what was seen, as it comes
 * @param {(name: string) => unknown} how.picture takes one of the window
 * @param {(line: string) => void} how.progress
 * @param {number} how.deadline of the run's end, in milliseconds since the epoch
 */
export async function trainInWindow(page, { workspace, seen, picture, progress, deadline }) {
  page.setDefaultTimeout(patience);
  await page.locator('.monaco-workbench .part.statusbar').waitFor();
  const questions = join(workspace, 'table.dataset', 'questions.jsonl');
  await command(page, 'Generate Dataset');
  await until('the questions', () => existsSync(questions), Date.now() + patience);
  await inPage(page, '.row:not([aria-busy])');
  seen.questions = readFileSync(questions, 'utf8').trimEnd().split('\n').length;
  progress(`${seen.questions} questions`);

  const asked = Date.now();
  await command(page, 'Train');
  const run = await until(
    'a run, or why there is none',
    async () => newestRun(workspace) || ((await refusal(page)) !== undefined && 'refused'),
    Date.now() + patience,
  );
  if (run === 'refused') throw new Error(`No run was started: ${await refusal(page)}`);
  seen.secondsUntilRun = (Date.now() - asked) / 1000;
  await command(page, 'Show Run');
  await inPage(page, '.run-page');
  await until(
    'a step of training',
    () => {
      look(run, seen);
      return seen.steps > 0 || isOver(run);
    },
    deadline,
  );
  // Its curves are there from the first step on.
  await inPage(page, '.run-page .curve .uplot');
  seen.memoryOfGpus = memoryOfGpus();
  await picture('run');
  seen.runShownWhileTraining = !isOver(run);

  await until(
    'the end of the run',
    () => {
      look(run, seen);
      progress(`step ${seen.steps}`);
      return isOver(run);
    },
    deadline,
  );
  seen.secondsUntilEnd = (Date.now() - asked) / 1000;
  seen.state = statusOf(run).state;
  seen.trainingSeconds = eventsOf(run).findLast(({ type }) => type === 'finished')?.trainingSeconds;
  if (seen.state !== 'finished') {
    const failed = eventsOf(run).findLast(({ type }) => type === 'failed');
    throw new Error(`The run is ${seen.state}: ${JSON.stringify(failed ?? statusOf(run))}`);
  }
  const { length: trained } = seen.processes.ranks;
  if (trained !== seen.gpusPerRun) {
    throw new Error(`${trained} processes trained instead of ${seen.gpusPerRun}`);
  }
  const toast = page.locator('.notification-list-item-message', { hasText: 'recalled' });
  seen.message = await toast.first().innerText();
  await command(page, 'Show Evaluation');
  await inPage(page, 'main:has(.summary-place) .row:not([aria-busy])');
  seen.evaluationShown = true;
  seen.secondsUntilEvaluation = (Date.now() - asked) / 1000;
  await picture('evaluation');
}

/** Runs a command of ours as a person does: by name, in the palette, as soon as that offers it. */
async function command(page, title) {
  const name = `Cricket LoRA: ${title}`;
  const rows = page.locator('.quick-input-widget .monaco-list-row');
  const wanted = rows.filter({ has: page.getByText(name, { exact: true }) });
  await until(
    `“${name}” in the palette`,
    async () => {
      // It lists what was offered when it was opened.
      await page.keyboard.press('Escape');
      await page.keyboard.press('F1');
      await page.locator('.quick-input-widget input').first().waitFor({ timeout: 5000 });
      await page.keyboard.type(name);
      await wanted.waitFor({ timeout: 3000 });
      for (let row = await rows.count(); row > 0; row--) {
        if (/\bfocused\b/.test(await wanted.getAttribute('class'))) {
          await page.keyboard.press('Enter');
          return true;
        }
        await page.keyboard.press('ArrowDown');
      }
      return false;
    },
    Date.now() + patience,
  );
}

/** What VS Code says of a command that failed, or asks before it goes on. */
async function refusal(page) {
  const said = page.locator(
    '.notification-list-item:has(.codicon-error) .notification-list-item-message, .monaco-dialog-box',
  );
  return (await said.count()) > 0 ? said.first().innerText() : undefined;
}

/** Waits for an element in the visible page of ours, which VS Code nests in two frames. */
async function inPage(page, selector) {
  await until(
    `${selector} in a page`,
    async () => {
      for (const frame of page.frames()) {
        const found = frame.locator(selector).first();
        if (frame !== page.mainFrame() && (await found.isVisible().catch(() => false))) return true;
      }
      return false;
    },
    Date.now() + patience,
  );
}

const newestRun = (workspace) => {
  const runs = join(workspace, '.cricket-lora', 'runs');
  const [newest] = existsSync(runs) ? readdirSync(runs).sort().reverse() : [];
  return newest !== undefined && join(runs, newest);
};

function statusOf(run) {
  const path = join(run, 'status.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : { state: 'starting' };
}

export const isOver = (run) => !['starting', 'running'].includes(statusOf(run).state);

function eventsOf(run) {
  const path = join(run, 'events.jsonl');
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  // The last one ends where its line does.
  return lines.slice(0, -1).map((line) => JSON.parse(line));
}

/** What the run tells of itself, and the most processes that were seen to train it. */
function look(run, seen) {
  const events = eventsOf(run);
  seen.device ??= events.find(({ type }) => type === 'started')?.device;
  seen.steps = events.findLast(({ type }) => type === 'step')?.step ?? 0;
  const now = processesOf(run);
  if (now.ranks.length >= (seen.processes?.ranks.length ?? 0)) seen.processes = now;
}

async function until(what, ask, deadline) {
  let last;
  for (;;) {
    try {
      const answer = await ask();
      if (answer) return answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) {
      throw new Error(`Not in time: ${what}${last ? ` (${last.message.split('\n')[0]})` : ''}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
