import { detachString } from '../common/detachString.ts';
import { formatCount } from '../common/formatNumbers.ts';
import type { Row } from '../table/table.ts';
import type { TableWarning } from '../table/tableWarning.ts';
import { TextChecker } from './checkTexts.ts';
import type { Question } from './question.ts';

/** Most texts have nothing that any rule looks at. */
const isPlain = (text: string): boolean => !/[^\x20-\x7e]|[<[]/.test(text);

/** Counts names and goldens of a table that a base cannot say or takes for something else. */
export class OddTexts {
  readonly #found = new Map<string, { count: number; readonly first: string }>();

  addGolden(golden: string, { entity }: Row, column: string): void {
    if (!isPlain(golden)) this.#check(golden, entity, `“${golden}”, ${column} of ${entity}`);
  }

  addName({ entity }: Row): void {
    if (!isPlain(entity)) this.#check('0', entity, entity);
  }

  warnings(): TableWarning[] {
    return [...this.#found].map(([message, { count, first }]) => ({
      message: `${first}: ${message}${count > 1 ? `; and so in ${formatCount(count - 1)} more` : ''}`,
    }));
  }

  #check(golden: string, name: string, what: string): void {
    for (const { code, message } of new TextChecker().problemsOf(askedAbout(name, golden))) {
      if (code === 'golden-length') continue;
      const found = this.#found.get(message);
      if (found === undefined) this.#found.set(message, { count: 1, first: detachString(what) });
      else found.count++;
    }
  }
}

const askedAbout = (name: string, golden: string): Question => ({
  id: '0',
  prompt: [{ role: 'user', content: name }],
  completion: [{ role: 'assistant', content: golden }],
  fact: '0',
  entity: name,
  statistic: '0',
  phrasing: 1,
  split: 'train',
  source: { row: 1, column: '0' },
});
