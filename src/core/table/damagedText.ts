import { say, type Sentence } from '../common/sentence.ts';
import { damageTexts, type Damage } from '../reading/damage.ts';

/** What a damaged cell holds, and what is left out for it. */
export function damagedText(damage: Damage, cell: string, what: 'row' | 'cell'): Sentence {
  const isRow = what === 'row';
  if (damage === 'stars that mean nothing here') {
    return isRow
      ? say('holds “{0}”, and a star means nothing here: the row is left out', cell)
      : say('holds “{0}”, and a star means nothing here: the cell is left out', cell);
  }
  if (damage === 'spreadsheet errors') {
    return isRow
      ? say('holds “{0}”: the row is left out', cell)
      : say('holds “{0}”: the cell is left out', cell);
  }
  const how = damageTexts[damage];
  return isRow
    ? say('holds “{0}” ({1}): the row is left out', cell, how)
    : say('holds “{0}” ({1}): the cell is left out', cell, how);
}

/** What stands in a cell that has no value. */
export function missingText(cell: string): Sentence {
  if (cell.includes('\uFFFD'))
    return say('“{0}” has bytes that make no character: the cell is left out', cell);
  return cell === ''
    ? say('blank: the cell is left out')
    : say('holds “{0}”: the cell is left out', cell);
}
