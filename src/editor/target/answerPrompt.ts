import type { SshPrompt } from '../../core/target/sshPrompt.ts';
import type { AnswerPrompt } from '../../host/shell/askpass.ts';
import { askFor, showWarning } from '../common/say.ts';

/** Asks ssh's prompts in VS Code's input boxes. Nothing typed is stored. */
export function answerPrompt(target: string): AnswerPrompt {
  return (prompt) =>
    prompt.kind === 'host-key' ? confirmKey(target, prompt) : type(target, prompt);
}

async function confirmKey(target: string, prompt: SshPrompt): Promise<string | undefined> {
  const accept = 'Accept and Remember';
  const { fingerprint, keyType = '' } = prompt;
  const choice = await showWarning(
    `${target} has never been connected to from here. Is this its host key?`,
    {
      modal: true,
      detail: [
        ...(fingerprint === undefined ? [] : [`${keyType} ${fingerprint}`.trim()]),
        'Compare it with the one from the host’s owner, or with ssh-keygen -lf on the host itself. ssh remembers it and rejects any other from then on.',
        prompt.text.trim(),
      ].join('\n\n'),
    },
    accept,
  );
  return choice === accept ? 'yes' : undefined;
}

async function type(target: string, prompt: SshPrompt): Promise<string | undefined> {
  return askFor({
    title: `Sign in to ${target}: ${titles[prompt.kind]}`,
    prompt: `${prompt.repeated > 0 ? 'That was not accepted. ' : ''}${prompt.text.trim()}`,
    password: prompt.kind !== 'other',
    ignoreFocusOut: true,
  });
}

const titles: Readonly<Record<SshPrompt['kind'], string>> = {
  'host-key': 'host key',
  passphrase: 'passphrase of your key',
  password: 'password',
  code: 'one-time code',
  other: 'ssh asks',
};
