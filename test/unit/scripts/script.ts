import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A module of scripts/, which has no types. */
export const importScript = async <Module>(name: string): Promise<Module> =>
  (await import(pathToFileURL(resolve('scripts', name)).href)) as Module;
