import { get } from 'node:http';

/**
 * The tests' side of scripts/driver.mjs: what VS Code's API does not tell, tests ask the process
 * that controls the window's page.
 */
type Where = 'workbench' | 'webview';

function urlOf(operation: string): string {
  const address = process.env.CRICKET_LORA_DRIVER;
  if (address === undefined) throw new Error('This suite runs under scripts/test.mjs only.');
  return `${address}/${operation}`;
}

async function ask(operation: string, body: object = {}): Promise<unknown> {
  const response = await fetch(urlOf(operation), {
    method: 'POST',
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${operation}: ${(answer as { message: string }).message}`);
  return answer;
}

/** Keeps a connection that breaks when this extension host ends, by which the driver notices. */
export function holdLine(): void {
  get(urlOf('line')).on('error', () => undefined);
}

/**
 * Which window this is: its folder of tests, an optional filter by name, whether it is an ordinary one, and
 * which pictures of the tour are asked for, unless a few will do.
 */
export const askForWindow = async () =>
  (await ask('window')) as {
    name: string;
    only?: string;
    isOrdinary: boolean;
    tour?: { themes?: string[]; sizes: string[] };
  };

/**
 * Whether this window shows all that a person sees, in its page. Not on the desktop: VS Code refuses dialogs
 * there to what it runs as tests.
 */
export const isOrdinary = async () => (await askForWindow()).isOrdinary;

export const report = (test: {
  name: string;
  outcome: 'passed' | 'failed';
  seconds: number;
  message?: string;
}) => ask('test', test);

/** Reports that all tests of this window have been run, and what went wrong, if anything did. */
export const reportEnd = (problem?: string) => ask('end', { problem });

/** Saves test/screenshots/NAME.png. */
export const screenshot = (name: string) => ask('screenshot', { name });

/** Texts of the visible elements that match a CSS selector. */
export const texts = async (selector: string, within: Where = 'workbench') =>
  (await ask('texts', { selector, within })) as string[];

export const attributes = async (selector: string, name: string, within: Where = 'workbench') =>
  (await ask('attributes', { selector, name, within })) as (string | null)[];

export const click = (selector: string, within: Where = 'workbench') =>
  ask('click', { selector, within });

export const doubleClick = (selector: string, within: Where = 'workbench') =>
  ask('click', { selector, within, clickCount: 2 });

export const rightClick = (selector: string, within: Where = 'workbench') =>
  ask('click', { selector, within, button: 'right' });

/** Rests the pointer on an element. */
export const hover = (selector: string, within: Where = 'workbench') =>
  ask('hover', { selector, within });

/** Sets the size of the window, in pixels of CSS, and how many of the screen each is: 2 at 200 % zoom. */
export const resize = (width: number, height: number, scale?: number) =>
  ask('resize', { width, height, scale });

/** What an expression gives there. */
export const evaluate = (expression: string, within: Where = 'workbench') =>
  ask('evaluate', { expression, within });

/** Keys by Playwright's names: `Enter`, `Control+Shift+P`. */
export const press = (keys: string) => ask('press', { keys });

/** Types into the focused element. */
export const type = (text: string) => ask('type', { text });

/** Texts of the visible elements that show only a part of what is in them. */
export const cutOff = async (selector: string, within: Where = 'workbench') =>
  (await ask('cutOff', { selector, within })) as string[];
