import type { FailurePhrasing } from './failureText.ts';

/** What can go wrong with a push to the Hugging Face Hub, by the code of cricket_lora.push. */
export const hubFailures: Readonly<Record<string, FailurePhrasing>> = {
  'nothing-to-push': (p) => ({
    message: `The folder ${p('folder')} of this run has no model to push. Export it first.`,
  }),
  'hub-signed-out': () => ({
    message:
      'The Hugging Face Hub does not know you. Run "hf auth login" in a terminal, with a token that may write, or set HF_TOKEN before VS Code is started.',
  }),
  'hub-public': (p) => ({
    message: `The repository ${p('repository')} is public already, and nothing was sent. Choose another name: it is made private, and you can make it public on the Hub.`,
  }),
  'hub-refused': (p) => ({
    message: `The Hugging Face Hub refused ${p('repository')} (${p('status')}). The owner has to be you or one of your organisations, your token has to be one that may write, and the name one that the Hub takes.`,
  }),
  'hub-unreachable': (p) => ({
    message: `The Hugging Face Hub could not be reached (${p('message')}). Check the network, and push again.`,
  }),
};
