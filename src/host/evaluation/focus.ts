import { say, type Text } from '../../core/common/sentence.ts';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import * as v from 'valibot';
import { because } from '../../core/common/issueInWords.ts';
import { checkValue } from '../../core/common/checkValue.ts';
import { count, line, path } from '../../core/common/schemas.ts';
import { UserError } from '../../core/common/userError.ts';
import { checkRecipe } from '../../core/recipe/checkRecipe.ts';
import type { Recipe } from '../../core/recipe/recipe.ts';
import { nameOfBase } from '../base/embeddedBase.ts';
import { readMeta } from '../dataset/readMeta.ts';
import { exists } from '../files/exists.ts';
import { requirePlainFolder } from '../run/plainFolder.ts';
import { readRun } from '../run/runFolder.ts';

/** The part of a recipe that is fixed by an adapter's shape. */
type Shape = Pick<Recipe, 'rank' | 'alpha' | 'targetModules'>;

const shape = v.pipe(
  v.object({ rank: v.unknown(), alpha: v.unknown(), targetModules: v.unknown() }),
  v.check((value) => checkRecipe(value).length === 0, because(say('no recipe'))),
  v.transform((value) => value as Shape),
);

/** What a focused dataset continues from, in its questions.meta.json. */
export interface Focus {
  readonly run: string;
  readonly base: string;
  /** Folder of the run's adapter, in PEFT's format. */
  readonly adapter: string;
  readonly shape: Shape;
  readonly failedFacts: number;
}

const focusSchema: v.GenericSchema<unknown, Focus> = v.object({
  run: line(200),
  base: path,
  adapter: v.pipe(path, v.check(isAdapterOfRun, because(say('no adapter of a run')))),
  shape,
  failedFacts: count,
});

/** On this machine: merely looking at a path of another one would sign in there, on Windows. */
function isAdapterOfRun(folder: string): boolean {
  const isHere = isAbsolute(folder) && resolve(folder) === folder && !/^[\\/]{2}/.test(folder);
  return isHere && basename(folder) === 'adapter';
}

/**
 * What a dataset continues from, as long as that adapter exists. A dataset may come with a folder, and
 * its adapter is copied and trained on: it is one of a run that this machine made or adopted.
 *
 * @throws UserError when it names anything else
 */
export async function readFocus(questionsPath: string): Promise<Focus | undefined> {
  const written = (await readMeta(questionsPath))?.focus;
  if (written === undefined) return undefined;
  const { value, problem } = checkValue(focusSchema, written);
  if (value === undefined) throw unusable(questionsPath, say('cannot be used ({0})', problem));
  if (!(await exists(join(value.adapter, 'adapter_config.json')))) return undefined;
  const run = await readRun(dirname(value.adapter)).catch(() => undefined);
  if (run?.isOwn !== true) {
    throw unusable(questionsPath, say('is not of a run that this machine made or adopted'));
  }
  await requirePlainFolder(value.adapter);
  return { ...value, base: await nameOfBase(value.base, dirname(value.adapter)) };
}

const unusable = (questionsPath: string, why: Text): UserError =>
  new UserError(
    say(
      '{0} continues from an adapter that {1}. To train from scratch, remove "focus" from questions.meta.json beside it.',
      questionsPath,
      why,
    ),
  );
