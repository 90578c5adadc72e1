import { inWords } from '../common/inWords.ts';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { formatBytes } from '../../core/common/formatBytes.ts';
import { UserError } from '../../core/common/userError.ts';
import { problemOfRepository } from '../../core/target/hubRepository.ts';
import { pushable, pushToHub, type Pushable } from '../../host/export/pushToHub.ts';
import { writeModelCards } from '../../host/export/writeModelCards.ts';
import { isAdopted } from '../run/adoptRun.ts';
import { abortSignalOf } from '../common/abortSignal.ts';
import { chooseRun } from '../run/chooseRun.ts';
import { hasAdapter, isPredicted } from '../run/run.ts';
import type { RunParts } from '../run/runParts.ts';
import { askFor, showInformation, showWarning, withProgress } from '../common/say.ts';
import { isTrustedFor } from '../common/trust.ts';
import { choosePython } from '../target/choosePython.ts';

/**
 * The command Push to Hub: uploads a run's adapter, merged model or GGUF with its model card to a private
 * repository of the Hugging Face Hub, after showing what goes there.
 */
export async function pushToHubCommand(from: unknown, parts: RunParts): Promise<void> {
  const pushing = vscode.l10n.t('Push to Hub');
  if (!(await isTrustedFor(pushing))) return;
  const run = await chooseRun(parts.runs, from, {
    title: pushing,
    afterEnd: true,
    fits: (one) => isPredicted(one) && hasAdapter(one),
    otherwise: new UserError(
      vscode.l10n.t('There is nothing to push yet: no run has an adapter. Train one.'),
      'train',
    ),
  });
  if (run === undefined || !(await isAdopted(run, pushing, parts.runs))) return;
  const what = await chooseFolder(run.folder, pushing);
  const repository = what && (await askForRepository(pushing));
  if (what === undefined || repository === undefined) return;
  const { path: python } = await choosePython(parts);
  await writeModelCards(run.folder, run.state);
  const asked = { what, repository };
  const { files } = await pushToHub(run.folder, { ...asked, isDry: true }, { python });
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const push = vscode.l10n.t('Push');
  const list = files.map((file) => `${file.file}, ${formatBytes(file.bytes)}`).join('\n');
  const choice = await showWarning(
    vscode.l10n.t('Push {0} to {1}?', formatBytes(bytes), repository),
    {
      modal: true,
      detail: vscode.l10n.t(
        'A private repository of the Hugging Face Hub, which is made where it is missing. What the model has learned of the table goes with it.\n\n{0}',
        list,
      ),
    },
    push,
  );
  if (choice !== push) return;
  const { address = '' } = await withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Pushing to {0}', repository),
      cancellable: true,
    },
    (_, token) => pushToHub(run.folder, asked, { python, signal: abortSignalOf(token) }),
  );
  parts.log.info(`Pushed: ${address}`);
  const open = vscode.l10n.t('Open in Browser');
  const said = await showInformation(vscode.l10n.t('Pushed to {0}, private.', repository), open);
  if (said === open && address.startsWith('https://'))
    await vscode.env.openExternal(vscode.Uri.parse(address));
}

async function chooseFolder(runFolder: string, title: string): Promise<Pushable | undefined> {
  const there = pushable.filter((name) => existsSync(join(runFolder, name)));
  if (there.length === 1) return there[0];
  const details: Readonly<Record<Pushable, string>> = {
    adapter: vscode.l10n.t('the adapter alone, for PEFT and vLLM; its base is loaded beside it'),
    merged: vscode.l10n.t('the whole model, for transformers and vLLM'),
    gguf: vscode.l10n.t('for llama.cpp and Ollama'),
  };
  const picked = await vscode.window.showQuickPick(
    there.map((name) => ({ label: name, description: details[name], name })),
    { title, placeHolder: vscode.l10n.t('What to push') },
  );
  return picked?.name;
}

async function askForRepository(title: string): Promise<string | undefined> {
  const typed = await askFor({
    title,
    prompt: vscode.l10n.t('Repository on the Hugging Face Hub, as OWNER/NAME. It is private.'),
    validateInput: (name) => {
      const problem = problemOfRepository(name.trim());
      return problem && vscode.l10n.t('This cannot be a repository: {0}.', inWords(problem));
    },
  });
  return typed?.trim();
}
