/**
 * An error fit to be shown: its message names the file, line, column or setting and what to do.
 * Anything else that is thrown is a bug and goes to the log with its stack.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** What the person can do next; the editor makes a button of it, the terminal a sentence. */
  readonly remedy: Remedy | undefined;

  constructor(message: string, remedy?: Remedy) {
    super(message);
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
  | 'clean up target';
