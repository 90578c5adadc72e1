import { say, type Sentence } from '../common/sentence.ts';
/** What is wrong with the name of a repository on the Hugging Face Hub; undefined where it is `OWNER/NAME`. */
export function problemOfRepository(name: string): Sentence | undefined {
  const isName = /^[A-Za-z0-9][\w.-]{0,95}\/[A-Za-z0-9][\w.-]{0,95}$/.test(name);
  return isName && !/--|\.\.|[.-](\/|$)|\.git$/.test(name)
    ? undefined
    : say('a name is OWNER/NAME, of letters, digits, ".", "_" and "-"');
}
