import type { RecipeValue } from '../../src/core/recipe/recipeValues.ts';
import { element, elementWith } from '../common/element.ts';
import { visibleText } from '../common/visibleText.ts';
import { recipeTable } from './recipeTable.ts';

/** The recipe: chips of what differs from its preset, and behind them all values. Stays open while it is. */
export function drawRecipe(place: HTMLElement, recipe: readonly RecipeValue[]): void {
  const wasOpen = place.querySelector('details')?.open === true;
  const changed = recipe.filter(({ source }) => source === 'setting');
  const chips =
    changed.length === 0
      ? [element('span', 'dim', 'as its preset has it')]
      : changed.map(({ name, value, reason }) => {
          const chip = element('li', 'chip', visibleText(`${name} ${value}`));
          chip.title = reason;
          return chip;
        });
  const all = document.createElement('details');
  all.open = wasOpen;
  all.append(element('summary', '', 'All hyperparameters'), recipeTable(recipe));
  place.replaceChildren(
    element(
      'div',
      'chips-line',
      element('h2', 'dim', 'Recipe'),
      changed.length === 0
        ? element('span', '', ...chips)
        : elementWith('ul', { class: 'chips', 'aria-label': 'Differs from its preset' }, ...chips),
    ),
    all,
  );
}
