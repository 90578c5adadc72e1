import { say } from '../common/sentence.ts';
import type { FailurePhrasing } from './failureText.ts';

/** What can go wrong with a push to the Hugging Face Hub, by the code of cricket_lora.push. */
export const hubFailures: Readonly<Record<string, FailurePhrasing>> = {
  'nothing-to-push': (p) => ({
    message: say('The folder {0} of this run has no model to push. Export it first.', p('folder')),
  }),
  'hub-signed-out': () => ({
    message: say(
      'The Hugging Face Hub does not know you. Run "hf auth login" in a terminal, with a token that may write, or set HF_TOKEN before VS Code is started.',
    ),
  }),
  'hub-public': (p) => ({
    message: say(
      'The repository {0} is public already, and nothing was sent. Choose another name: it is made private, and you can make it public on the Hub.',
      p('repository'),
    ),
  }),
  'hub-refused': (p) => ({
    message: say(
      'The Hugging Face Hub refused {0} ({1}). The owner has to be you or one of your organisations, your token has to be one that may write, and the name one that the Hub takes.',
      p('repository'),
      p('status'),
    ),
  }),
  'hub-unreachable': (p) => ({
    message: say(
      'The Hugging Face Hub could not be reached ({0}). Check the network, and push again.',
      p('message'),
    ),
  }),
};
