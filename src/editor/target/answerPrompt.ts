import * as vscode from 'vscode';
import type { SshPrompt } from '../../core/target/sshPrompt.ts';
import type { AnswerPrompt } from '../../host/shell/askpass.ts';
import { askFor, showWarning } from '../common/say.ts';

/** Asks ssh's prompts in VS Code's input boxes. Nothing typed is stored. */
export function answerPrompt(target: string): AnswerPrompt {
  return (prompt) =>
    prompt.kind === 'host-key' ? confirmKey(target, prompt) : type(target, prompt);
}

async function confirmKey(target: string, prompt: SshPrompt): Promise<string | undefined> {
  const accept = vscode.l10n.t('Accept and Remember');
  const { fingerprint, keyType = '' } = prompt;
  const choice = await showWarning(
    vscode.l10n.t('{0} has never been connected to from here. Is this its host key?', target),
    {
      modal: true,
      detail: [
        ...(fingerprint === undefined ? [] : [`${keyType} ${fingerprint}`.trim()]),
        vscode.l10n.t(
          'Compare it with the one from the host’s owner, or with ssh-keygen -lf on the host itself. ssh remembers it and rejects any other from then on.',
        ),
        prompt.text.trim(),
      ].join('\n\n'),
    },
    accept,
  );
  return choice === accept ? 'yes' : undefined;
}

async function type(target: string, prompt: SshPrompt): Promise<string | undefined> {
  return askFor({
    title: vscode.l10n.t('Sign in to {0}: {1}', target, titles[prompt.kind]),
    prompt: `${prompt.repeated > 0 ? `${vscode.l10n.t('That was not accepted.')} ` : ''}${prompt.text.trim()}`,
    password: prompt.kind !== 'other',
    ignoreFocusOut: true,
  });
}

const titles: Readonly<Record<SshPrompt['kind'], string>> = {
  'host-key': vscode.l10n.t('host key'),
  passphrase: vscode.l10n.t('passphrase of your key'),
  password: 'password',
  code: vscode.l10n.t('one-time code'),
  other: vscode.l10n.t('ssh asks'),
};
