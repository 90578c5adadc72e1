import * as v from 'valibot';
import { issueInWords } from './issueInWords.ts';
import { say, type Text } from './sentence.ts';

/** A value of ours, or what is wrong with the one that came. */
export type Checked<Value> =
  | { readonly value: Value; readonly problem?: never }
  | { readonly value?: never; readonly problem: Text };

/**
 * Holds what came from outside (a run folder, a workspace file, a host) against its schema. What the schema
 * does not name is gone afterwards.
 */
export function checkValue<Value>(
  schema: v.GenericSchema<unknown, Value>,
  input: unknown,
): Checked<Value> {
  const found = v.safeParse(schema, input, { abortEarly: true });
  if (found.success) return { value: found.output };
  return { problem: issueInWords(found.issues[0]) };
}

/** The same of text that should be JSON. */
export function checkJson<Value>(
  schema: v.GenericSchema<unknown, Value>,
  text: string,
): Checked<Value> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: say('not JSON') };
  }
  return checkValue(schema, value);
}
