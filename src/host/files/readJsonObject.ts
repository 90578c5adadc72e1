import { isObject } from '../../core/common/isObject.ts';
import type { GenericSchema } from 'valibot';
import { checkJson, type Checked } from '../../core/common/checkValue.ts';
import { readRegular, readRegularNow, type Opening } from './openRegular.ts';

/** Maximum size of our small JSON files. */
const usualMost = 1 << 20;

/** The object in a JSON file; undefined if the file is missing or holds no object. */
export async function readJsonObject(
  path: string,
  opening: Opening = {},
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const text = await readText(path, opening);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A JSON file validated by its schema; undefined if it does not exist.
 *
 * @throws UserError when it is a link, not a file, or too large
 */
export async function readChecked<Value>(
  path: string,
  schema: GenericSchema<unknown, Value>,
  opening: Opening,
): Promise<Checked<Value> | undefined> {
  const text = await readText(path, opening);
  return text === undefined ? undefined : checkJson(schema, text);
}

/** Reads as `readChecked` does, but blocks: see `readRegularNow`. */
export function readCheckedNow<Value>(
  path: string,
  schema: GenericSchema<unknown, Value>,
  opening: { readonly below: string; readonly most: number },
): Checked<Value> | undefined {
  const text = textNow(path, opening);
  return text === undefined ? undefined : checkJson(schema, text);
}

/** The text of a file; undefined if it does not exist. Blocks, and throws, as `readRegularNow` does. */
export function textNow(
  path: string,
  opening: { readonly below: string; readonly most: number },
): string | undefined {
  try {
    return readRegularNow(path, opening);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function readText(path: string, opening: Opening): Promise<string | undefined> {
  try {
    return await readRegular(path, { ...opening, most: opening.most ?? usualMost });
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
