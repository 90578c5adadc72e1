import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { askForWindow, report, reportEnd, screenshot } from './driver.ts';
import { trustFolder } from './trustFolder.ts';

/**
 * Tests of one window by name, in the order in which they run: like a user's session, each
 * continues from the state the previous one left. (node:test reports its end only when its process
 * ends; an extension host does not end.)
 */
export type Tests = Readonly<Record<string, () => void | Promise<void>>>;

const minutesATest = 6;

/**
 * Entry point that VS Code calls in its extension host (extensionTestsPath), in code-server and
 * Electron alike.
 *
 * @throws when a test failed or none was found
 */
export async function run(): Promise<void> {
  const { name, only } = await askForWindow();
  const folder = join(__dirname, name);
  if (!name.endsWith('-restricted')) await trustFolder();
  const files = readdirSync(folder).filter((file) => file.endsWith('.test.cjs'));
  let failed = 0;
  let ran = 0;
  for (const file of files.sort()) {
    const { tests } = (await import(join(folder, file))) as { tests: Tests };
    for (const [title, test] of Object.entries(tests)) {
      if (!isWanted(only, `${file} ${title}`)) continue;
      ran += 1;
      if (!(await passes(title, test))) failed += 1;
    }
  }
  await reportEnd();
  if (ran === 0 && only === undefined) throw new Error(`No tests in ${folder}.`);
  if (failed > 0) throw new Error(`${failed} of ${ran} failed.`);
}

/** `only` lists parts of files' and tests' names: `3-main-job|try it`. */
const isWanted = (only: string | undefined, name: string): boolean =>
  only === undefined || only.split('|').some((part) => name.includes(part));

async function passes(name: string, test: () => void | Promise<void>): Promise<boolean> {
  const start = Date.now();
  const seconds = () => (Date.now() - start) / 1000;
  try {
    await Promise.race([test(), tooLong()]);
    await report({ name, outcome: 'passed', seconds: seconds() });
    return true;
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    await report({ name, outcome: 'failed', seconds: seconds(), message });
    await screenshot(`failed ${name.replace(/\W+/g, ' ')}`);
    return false;
  }
}

const tooLong = () =>
  new Promise<never>((_resolve, reject) => {
    setTimeout(() => {
      reject(new Error(`not done after ${minutesATest} minutes`));
    }, minutesATest * 60_000).unref();
  });
