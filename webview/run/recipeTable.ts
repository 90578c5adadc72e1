import { spoken } from '../../src/core/common/sentence.ts';
import * as l10n from '@vscode/l10n';
import { reasonOf, type RecipeValue } from '../../src/core/recipe/recipeValues.ts';
import { element, elementWith } from '../common/element.ts';
import { visibleText } from '../common/visibleText.ts';

const sources: Readonly<Record<RecipeValue['source'], string>> = {
  preset: l10n.t('preset'),
  setting: l10n.t('setting'),
};

/** The recipe of a run and where each value came from. */
export function recipeTable(recipe: readonly RecipeValue[]): HTMLElement {
  const head = [l10n.t('Hyperparameter'), l10n.t('Value'), l10n.t('From')].map((title) =>
    elementWith('th', { scope: 'col' }, title),
  );
  const rows = recipe.map(({ name, value, became, source }) => {
    const shown = became === undefined ? value : `${value} → ${became}`;
    const row = element(
      'tr',
      source === 'setting' ? 'set' : '',
      elementWith('th', { scope: 'row' }, name),
      element('td', '', visibleText(shown)),
      element('td', 'dim', sources[source]),
    );
    row.title = spoken(reasonOf(name));
    return row;
  });
  return element(
    'table',
    '',
    element('caption', '', l10n.t('Recipe')),
    element('thead', '', element('tr', '', ...head)),
    element('tbody', '', ...rows),
  );
}
