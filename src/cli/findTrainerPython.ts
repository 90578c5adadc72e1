import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { extensionFolder } from '../host/files/extensionFolder.ts';
import { environmentPython, findPython, type Python } from '../host/python/findPython.ts';
import type { Values } from './usage.ts';

export const findTrainerPython = (values: Values): Promise<Python> =>
  findPython({ setting: pythonIn(values) });

/** As named, else that of `npm run setup`; empty for any. */
function pythonIn({ python }: Values): string {
  const own = environmentPython(join(extensionFolder(), '.venv'));
  return python ?? (existsSync(own) ? own : '');
}
