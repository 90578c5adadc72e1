import type { Page } from 'playwright-core';
import type { Opening } from './openPage.ts';

interface State extends Opening {
  readonly name: string;
  /** Brings the page there. */
  readonly go: (page: Page) => Promise<void>;
}

const drawn = (page: Page) => page.locator('.row:not([aria-busy])').first().waitFor();
const seen = (text: string) => (page: Page) => page.getByText(text).first().waitFor();
const pressed = (name: string) => async (page: Page) => {
  await drawn(page);
  await page.getByRole('button', { name, exact: true }).click();
};

async function openRow(page: Page): Promise<void> {
  await drawn(page);
  await page.locator('.row .cell.golden:not(:empty)').first().click();
  await page.locator('.drawer h2').waitFor();
}

/** Every page, and what opens on it. */
export const states: readonly State[] = [
  { name: 'an evaluation', go: drawn },
  { name: 'an evaluation of three', query: 'questions=3', go: drawn },
  { name: 'no evaluation', query: 'kind=nothing', go: seen('No evaluation yet') },
  {
    name: 'hostile outputs',
    query: 'questions=400&kind=hostile',
    go: async (page) => {
      await drawn(page);
      await page.locator('.row .cell.golden:not(:empty)').nth(3).click();
      await page.locator('.drawer h2').waitFor();
    },
  },
  { name: 'an evaluation’s details', go: pressed('Details') },
  { name: 'an evaluation’s row', go: openRow },
  {
    name: 'an evaluation’s filters and columns where it is narrow',
    width: 700,
    go: async (page) => {
      await pressed('Filter')(page);
      await page.getByText('Columns', { exact: true }).click();
    },
  },
  {
    name: 'a comparison',
    width: 1700,
    go: async (page) => {
      await page.getByRole('combobox', { name: 'Compare with' }).click();
      await page.getByRole('option', { name: /baseline/ }).click();
      await page.locator('.comparison strong').waitFor();
    },
  },
  {
    name: 'an evaluation’s error',
    go: async (page) => {
      await drawn(page);
      await page.getByText('Regex').click();
      await page.keyboard.press('Control+f');
      await page.keyboard.type('(');
      await page.getByText('Not a regular expression').waitFor();
    },
  },
  { name: 'a dataset', entry: 'dataset', query: 'locked=1', go: drawn },
  { name: 'a dataset of three', entry: 'dataset', query: 'questions=3&answers=none', go: drawn },
  { name: 'an empty dataset', entry: 'dataset', query: 'questions=0', go: seen('No question yet') },
  { name: 'a dataset’s line', entry: 'dataset', query: 'questions=24', go: openRow },
  {
    name: 'a dataset’s form',
    entry: 'dataset',
    query: 'questions=24&kind=hostile',
    go: pressed('Add Question'),
  },
  { name: 'a run', entry: 'run', go: seen('Recall by epoch: ') },
  {
    name: 'a run that has answered',
    entry: 'run',
    query: 'answered=1',
    go: seen('Recall by epoch: '),
  },
  { name: 'a run that has begun', entry: 'run', query: 'steps=0', go: seen('Sample GPU') },
  {
    name: 'a recorded run',
    entry: 'run',
    query: 'recorded=1',
    go: async (page) => {
      await page.locator('.plot canvas').first().waitFor();
    },
  },
  { name: 'all runs', entry: 'runs', go: seen('3 runs') },
  {
    name: 'chosen runs',
    entry: 'runs',
    go: async (page) => {
      await page.getByRole('checkbox').nth(1).click();
      await page.getByRole('checkbox').nth(3).click();
      await page.getByRole('table', { name: 'What differs' }).waitFor();
    },
  },
  { name: 'no runs', entry: 'runs', query: 'runs=0', go: seen('No run yet') },
  { name: 'asking nothing yet', entry: 'ask', go: seen('Ask') },
  {
    name: 'asking',
    entry: 'ask',
    go: async (page) => {
      await page.keyboard.type('How many runs did BC Lara make?');
      await page.keyboard.press('Enter');
      await page.getByText('✅ recalled: 11953').waitFor();
    },
  },
  { name: 'an experiment', entry: 'experiment', go: seen('9 of 12 runs finished') },
  {
    name: 'an experiment that has begun',
    entry: 'experiment',
    query: 'finished=0',
    go: seen('0 of 12 runs finished'),
  },
  { name: 'a preview', entry: 'preview', go: seen('Player') },
  { name: 'a preview of three rows', entry: 'preview', query: 'rows=3', go: seen('Player') },
  {
    name: 'a preview of long names',
    entry: 'preview',
    query: 'rows=2700&long=1',
    go: seen('Player'),
  },
  { name: 'a preview of nothing', entry: 'preview', query: 'rows=0', go: seen('player') },
];
