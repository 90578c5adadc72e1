import { spoken } from '../core/common/sentence.ts';
import { describeParity, leftOutIn, parityIn, writtenIn } from '../core/evaluation/parity.ts';
import { UserError } from '../core/common/userError.ts';
import type { RunState } from '../core/run/runState.ts';
import { exportModel } from '../host/export/exportModel.ts';
import { writeModelCards } from '../host/export/writeModelCards.ts';
import { checkParity } from '../host/onnx/checkParity.ts';
import { exportForms, filesToAsk, type ExportForm } from '../host/onnx/exportFiles.ts';
import { here, print } from './print.ts';

/**
 * Exports a run's model in the forms that are named, separated by commas.
 *
 * @throws UserError for an unknown form, and as `exportModel` does
 */
export async function exportRun(
  folder: string,
  forms: string,
  { python, state }: { readonly python: string; readonly state: RunState },
): Promise<void> {
  const wanted = forms.split(',').map(formOf);
  const onLine = (line: string): void => {
    const parity = parityIn(line);
    const left = leftOutIn(line);
    const said = parity
      ? describeParity(parity)
      : left === undefined
        ? writtenIn(line)
        : spoken(left);
    if (said !== undefined) print(said);
  };
  await exportModel(folder, wanted, { python, onLine });
  for (const file of filesToAsk(wanted)) print(describeParity(await checkParity(folder, file)));
  await writeModelCards(folder, state);
  print('', `README.md in each folder says what it is and how to load it: ${here(folder)}`);
}

function formOf(name: string): ExportForm {
  const form = exportForms.find((one) => one === name.trim());
  if (form !== undefined) return form;
  throw new UserError(`--as is “${name}”. Expected of a run: ${exportForms.join(', ')}.`);
}
