import { spoken, type Text } from './sentence.ts';

/**
 * An error to be shown to the user: its message names the file, line, column or setting and what to
 * do. Anything else that is thrown is a bug and is logged with its stack.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** The message, for the language of the editor; `message` is English, as in the terminal. */
  readonly text: Text;
  /** What the user can do next; a button in the editor, a sentence in the terminal. */
  readonly remedy: Remedy | undefined;

  constructor(text: Text, remedy?: Remedy) {
    super(spoken(text));
    this.text = text;
    this.remedy = remedy;
  }
}

export type Remedy =
  | 'set up trainer'
  | 'use embedded base'
  | 'show log'
  | 'open settings'
  | 'generate dataset'
  | 'train'
  | 'show runs'
  | 'add sample table'
  | 'open folder'
  | 'choose column'
  | 'choose interpreter'
  | 'choose target'
  | 'generate and train'
  | 'clean up target';
