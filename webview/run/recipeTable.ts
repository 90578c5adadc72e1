import type { RecipeValue } from '../../src/core/recipe/recipeValues.ts';
import { element, elementWith } from '../common/element.ts';
import { visibleText } from '../common/visibleText.ts';

/** The recipe of a run and where each value came from. */
export function recipeTable(recipe: readonly RecipeValue[]): HTMLElement {
  const head = ['Hyperparameter', 'Value', 'From'].map((title) =>
    elementWith('th', { scope: 'col' }, title),
  );
  const rows = recipe.map(({ name, value, became, source, reason }) => {
    const shown = became === undefined ? value : `${value} → ${became}`;
    const row = element(
      'tr',
      source === 'setting' ? 'set' : '',
      elementWith('th', { scope: 'row' }, name),
      element('td', '', visibleText(shown)),
      element('td', 'dim', source),
    );
    row.title = reason;
    return row;
  });
  return element(
    'table',
    '',
    element('caption', '', 'Recipe'),
    element('thead', '', element('tr', '', ...head)),
    element('tbody', '', ...rows),
  );
}
