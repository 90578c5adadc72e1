/**
 * The suite's side of scripts/driver.mjs: what a test cannot learn from VS Code's API it asks of the
 * process that holds the window's page.
 */
type Where = 'workbench' | 'webview';

async function ask(operation: string, body: object = {}): Promise<unknown> {
  const address = process.env.CRICKET_LORA_DRIVER;
  if (address === undefined) throw new Error('This suite runs under scripts/test.mjs only.');
  const response = await fetch(`${address}/${operation}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${operation}: ${(answer as { message: string }).message}`);
  return answer;
}

/** Which window this is: the folder of tests that are its own, and a pattern that narrows them. */
export const askForWindow = async () => (await ask('window')) as { name: string; only?: string };

export const report = (test: {
  name: string;
  outcome: 'passed' | 'failed';
  seconds: number;
  message?: string;
}) => ask('test', test);

/** Says that every test of this window has been run. */
export const reportEnd = () => ask('end');

/** Saves test/screenshots/NAME.png. */
export const screenshot = (name: string) => ask('screenshot', { name });

/** Texts of the elements on the screen that a CSS selector matches. */
export const texts = async (selector: string, within: Where = 'workbench') =>
  (await ask('texts', { selector, within })) as string[];

export const attributes = async (selector: string, name: string, within: Where = 'workbench') =>
  (await ask('attributes', { selector, name, within })) as (string | null)[];

export const click = (selector: string, within: Where = 'workbench') =>
  ask('click', { selector, within });

export const rightClick = (selector: string, within: Where = 'workbench') =>
  ask('click', { selector, within, button: 'right' });

/** Keys by Playwright's names: `Enter`, `Control+Shift+P`. */
export const press = (keys: string) => ask('press', { keys });

/** Types into what has the focus. */
export const type = (text: string) => ask('type', { text });

/** Has VS Code show modal dialogs, which it refuses to suites; false where it cannot be had to. */
export const showDialogs = async (shown: boolean) =>
  (await ask('showDialogs', { shown })) as boolean;
