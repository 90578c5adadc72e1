import * as v from 'valibot';

/** A value of ours, or what is wrong with the one that came. */
export type Checked<Value> =
  | { readonly value: Value; readonly problem?: never }
  | { readonly value?: never; readonly problem: string };

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
  const [issue] = found.issues;
  const where = v.getDotPath(issue);
  return { problem: clip(where === null ? issue.message : `${where}: ${issue.message}`) };
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
    return { problem: 'not JSON' };
  }
  return checkValue(schema, value);
}

/** A problem quotes what came, which may be of any length. */
const clip = (text: string): string => (text.length <= 200 ? text : `${text.slice(0, 200)}…`);
