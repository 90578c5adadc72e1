import { say, spoken, type Sentence, type Text } from '../common/sentence.ts';
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
  readonly #found = new Map<
    string,
    { count: number; readonly first: Text; readonly message: Sentence }
  >();

  addGolden(golden: string, { entity }: Row, column: string): void {
    if (!isPlain(golden))
      this.#check(golden, entity, () =>
        say('“{0}”, {1} of {2}', detachString(golden), column, detachString(entity)),
      );
  }

  addName({ entity }: Row): void {
    if (!isPlain(entity)) this.#check('0', entity, () => detachString(entity));
  }

  warnings(): TableWarning[] {
    return [...this.#found.values()].map(({ count, first, message }) => ({
      message:
        count > 1
          ? say('{0}: {1}; and so in {2} more', first, message, formatCount(count - 1))
          : say('{0}: {1}', first, message),
    }));
  }

  #check(golden: string, name: string, what: () => Text): void {
    for (const { code, message } of new TextChecker().problemsOf(askedAbout(name, golden))) {
      if (code === 'golden-length') continue;
      const found = this.#found.get(spoken(message));
      if (found === undefined)
        this.#found.set(spoken(message), { count: 1, first: what(), message });
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
