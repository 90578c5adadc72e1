import { dirname, resolve } from 'node:path';
import { resolveRecipe } from '../core/recipe/resolveRecipe.ts';
import { resolveBase } from '../host/base/resolveBase.ts';
import { readFocus } from '../host/evaluation/focus.ts';
import { exportNotebook } from '../host/notebook/exportNotebook.ts';
import { parseOverrides } from './parseOverrides.ts';
import { here, print } from './print.ts';
import { usualBase, type Values } from './usage.ts';

/** Writes a notebook with the recipe and base that `train` would use. */
export async function notebook(questionsPath: string, values: Values): Promise<void> {
  const focus = await readFocus(questionsPath);
  const base = await resolveBase(values.base ?? focus?.base ?? usualBase, process.cwd());
  const overrides = { ...parseOverrides(values.set), ...focus?.shape };
  const beside = `${dirname(questionsPath).replace(/\.dataset$/, '')}.ipynb`;
  const path = resolve(values.to ?? beside);
  await exportNotebook({
    ...{ path, questionsPath, base },
    runsFolder: resolve(values['runs-folder']),
    recipe: resolveRecipe(values.preset, overrides).recipe,
    adapter: focus?.base === base.base ? focus.adapter : undefined,
  });
  print(
    `${here(path)}: run it with a GPU, and import the zip that its last cell writes: import FILE.zip`,
  );
}
