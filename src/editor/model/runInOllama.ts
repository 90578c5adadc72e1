import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../core/common/userError.ts';
import { createInOllama, findOllama } from '../../host/export/ollama.ts';
import { isAdopted } from '../run/adoptRun.ts';
import { abortSignalOf } from '../common/abortSignal.ts';
import { chooseRun } from '../run/chooseRun.ts';
import { isPredicted, type Run } from '../run/run.ts';
import type { RunParts } from '../run/runParts.ts';
import { label, withProgress } from '../common/say.ts';
import { isTrustedFor } from '../common/trust.ts';

const canRun = (run: Run): boolean =>
  isPredicted(run) && existsSync(join(run.folder, 'gguf', 'Modelfile'));

/** The command Run in Ollama: takes a run's GGUF into Ollama and opens a terminal to talk to it. */
export async function runInOllama(from: unknown, parts: RunParts): Promise<void> {
  const title = vscode.l10n.t('Run in Ollama');
  if (!(await isTrustedFor(title))) return;
  const ollama = await findOllama();
  if (ollama === undefined) {
    throw new UserError(
      vscode.l10n.t(
        'Ollama is not on the PATH. Install it from ollama.com, then start VS Code again.',
      ),
    );
  }
  const run = await chooseRun(parts.runs, from, {
    title,
    afterEnd: true,
    fits: canRun,
    otherwise: new UserError(
      vscode.l10n.t(
        'There is no model for Ollama yet: no run was exported as GGUF with a Modelfile. Choose Export Model and gguf-f16.',
      ),
    ),
  });
  if (run === undefined || !(await isAdopted(run, title, parts.runs))) return;
  if (!canRun(run)) {
    throw new UserError(
      vscode.l10n.t(
        '{0} has no GGUF with a Modelfile. Choose Export Model and gguf-f16.',
        run.request.id,
      ),
    );
  }
  const name = await withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Taking {0} into Ollama', run.request.id),
      cancellable: true,
    },
    (_, token) =>
      createInOllama(run.folder, {
        ...{ ollama, runId: run.request.id, signal: abortSignalOf(token) },
        onLine: (line) => {
          parts.log.info(line);
        },
      }),
  );
  const shellArgs = ['run', name];
  vscode.window.createTerminal({ name: label(name), shellPath: ollama, shellArgs }).show();
}
