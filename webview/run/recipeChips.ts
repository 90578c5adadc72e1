import { spoken } from '../../src/core/common/sentence.ts';
import * as l10n from '@vscode/l10n';
import { reasonOf, type RecipeValue } from '../../src/core/recipe/recipeValues.ts';
import { element, elementWith } from '../common/element.ts';
import { visibleText } from '../common/visibleText.ts';
import { recipeTable } from './recipeTable.ts';

/** The recipe: chips of what differs from its preset, and behind them all values. Stays open while it is. */
export function drawRecipe(place: HTMLElement, recipe: readonly RecipeValue[]): void {
  const wasOpen = place.querySelector('details')?.open === true;
  const changed = recipe.filter(({ source }) => source === 'setting');
  const chips =
    changed.length === 0
      ? [element('span', 'dim', l10n.t('as its preset has it'))]
      : changed.map(({ name, value }) => {
          const chip = element('li', 'chip', visibleText(`${name} ${value}`));
          chip.title = spoken(reasonOf(name));
          return chip;
        });
  const all = document.createElement('details');
  all.open = wasOpen;
  all.append(element('summary', '', l10n.t('All hyperparameters')), recipeTable(recipe));
  place.replaceChildren(
    element(
      'div',
      'chips-line',
      element('h2', 'dim', l10n.t('Recipe')),
      changed.length === 0
        ? element('span', '', ...chips)
        : elementWith(
            'ul',
            { class: 'chips', 'aria-label': l10n.t('Differs from its preset') },
            ...chips,
          ),
    ),
    all,
  );
}
