import { say } from './sentence.ts';
import { UserError } from './userError.ts';

/** @throws UserError when the text is not valid JSON. */
export function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unreadable';
    throw new UserError(say('{0}: not valid JSON ({1}).', name, why));
  }
}
