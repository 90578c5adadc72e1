import { click, press, texts } from './driver.ts';
import { until } from './session.ts';

const box = '.monaco-dialog-box';

/** Texts of the modal dialogs on the screen; one at most. */
const dialogs = (): Promise<string[]> => texts(box);

/**
 * Waits for a modal dialog and presses a button of it.
 *
 * @param look called while it is on the screen
 * @returns all that it says
 */
export async function answerDialog(
  question: RegExp,
  button: string,
  look: () => unknown = () => undefined,
): Promise<string> {
  const said = await until(`a dialog like ${String(question)}`, async () => {
    const shown = await dialogs();
    const found = shown.find((text) => question.test(text));
    if (found === undefined) throw new Error(JSON.stringify(shown));
    return found;
  });
  await look();
  await click(`${box} .monaco-button:has-text("${button}")`);
  return said;
}

/** Leaves a dialog that is on the screen, if one is. */
export async function leaveDialog(): Promise<void> {
  if ((await dialogs()).length > 0) await press('Escape');
}
