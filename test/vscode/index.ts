import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { askForWindow, holdLine, report, reportEnd, screenshot } from './driver.ts';
import { trustFolder } from './trustFolder.ts';

/**
 * Tests of one window by name, in the order in which they run: like a user's session, each
 * continues from the state the previous one left. (node:test reports its end only when its process
 * ends; an extension host does not end.)
 */
export type Tests = Readonly<Record<string, () => void | Promise<void>>>;

const minutesATest = 6;

/** Entry point in code-server, where the tests are an extension that starts with an ordinary window. */
export function activate(): void {
  holdLine();
  // Told by its report.
  run().catch(() => undefined);
}

/**
 * Entry point that a desktop VS Code calls in its extension host (extensionTestsPath).
 *
 * @throws when a test failed or none was found
 */
export async function run(): Promise<void> {
  const problem = await runAll().catch((error: unknown) => textOf(error));
  await reportEnd(problem);
  if (problem !== undefined) throw new Error(problem);
}

/** @returns what went wrong, if anything did */
async function runAll(): Promise<string | undefined> {
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
  if (ran === 0 && only === undefined) return `No tests in ${folder}.`;
  return failed > 0 ? `${failed} of ${ran} failed.` : undefined;
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
    await report({ name, outcome: 'failed', seconds: seconds(), message: textOf(error) });
    await screenshot(`failed ${name.replace(/\W+/g, ' ')}`);
    return false;
  }
}

const textOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

const tooLong = () =>
  new Promise<never>((_resolve, reject) => {
    setTimeout(() => {
      reject(new Error(`not done after ${minutesATest} minutes`));
    }, minutesATest * 60_000).unref();
  });
