import { isObject } from '../../core/common/isObject.ts';
import type { GenericSchema } from 'valibot';
import { checkJson, type Checked } from '../../core/common/checkValue.ts';
import { readRegular, type Opening } from './openRegular.ts';

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

async function readText(path: string, opening: Opening): Promise<string | undefined> {
  try {
    return await readRegular(path, { ...opening, most: opening.most ?? usualMost });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
