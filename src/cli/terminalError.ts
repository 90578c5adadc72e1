import { plainText } from '../core/common/plainText.ts';
import { UserError, type Remedy } from '../core/common/userError.ts';

/** The terminal's counterparts of the editor's buttons, where it has one. */
const remedies: Readonly<Partial<Record<Remedy, string>>> = {
  'set up trainer': 'In a clone of the repository: npm run setup. Or name a Python with --python.',
  'use embedded base': 'Or continue with --base embedded.',
  'show log': 'The log is trainer.log in the run folder.',
  'open settings': 'Ask for --help: each of these has an option here.',
  'generate dataset': "'cricket-lora questions TABLE' makes one.",
  train: "'cricket-lora train QUESTIONS' starts one.",
  'clean up target': 'Remove what is not needed from the folder on the host.',
};

/** `cricketLora.dataset.heldFacts` is `--held-facts` here, `cricketLora.recipe.rank` `--set rank=…`. */
export const inTerminalsWords = (message: string): string =>
  message
    .replace(
      /cricketLora\.dataset\.(\w+)/g,
      (_, name: string) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    )
    .replaceAll('cricketLora.recipe.preset', '--preset')
    .replace(/cricketLora\.recipe\.(\w+)/g, '--set $1=…')
    .replaceAll('cricketLora.base', '--base')
    .replaceAll('cricketLora.python', '--python');

/** Formats an error for the terminal: message and remedy, or for a bug the stack. */
export function terminalError(error: unknown): string {
  if (error instanceof UserError) {
    const message = plainText(inTerminalsWords(error.message), 20_000);
    const isSaid = error.remedy === 'open settings' && message !== plainText(error.message, 20_000);
    const remedy = error.remedy && remedies[error.remedy];
    return remedy !== undefined && !isSaid ? `${message}\n${remedy}` : message;
  }
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  if (code?.startsWith('ERR_PARSE_ARGS')) return `${error.message}\nAsk for --help.`;
  return error.stack ?? error.message;
}
