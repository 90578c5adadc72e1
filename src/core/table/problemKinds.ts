import { say, type Sentence } from '../common/sentence.ts';
import { damageTexts, type Damage } from '../reading/damage.ts';

/** The kind of problems of columns that have no value at all. */
export const emptyColumns = 'columns';

export type ProblemKind =
  | Damage
  | typeof emptyColumns
  | 'columns without a name'
  | 'rows left out'
  | 'rows of one name'
  | 'repeated rows'
  | 'cells without a value'
  | 'cells that the name of their row already says';

/** What is counted of each kind. */
export const problemKinds: Readonly<Record<ProblemKind, Sentence>> = {
  ...damageTexts,
  [emptyColumns]: say('columns'),
  'columns without a name': say('columns without a name'),
  'rows left out': say('rows left out'),
  'rows of one name': say('rows of one name'),
  'repeated rows': say('repeated rows'),
  'cells without a value': say('cells without a value'),
  'cells that the name of their row already says': say(
    'cells that the name of their row already says',
  ),
};
