import * as v from 'valibot';
import { line, path } from '../common/schemas.ts';
import { answerForms } from '../dataset/generateOptions.ts';

const whole = (least: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(least));
const words = v.pipe(v.array(line(400)), v.minLength(1), v.maxLength(1000));
const rows = v.strictObject({
  filter: v.exactOptional(
    v.pipe(
      v.array(
        v.strictObject({
          column: line(400),
          is: v.exactOptional(v.union([line(4000), words])),
          atLeast: v.exactOptional(v.number()),
          atMost: v.exactOptional(v.number()),
        }),
      ),
      v.maxLength(100),
    ),
  ),
  top: v.exactOptional(v.strictObject({ count: whole(1), by: line(400) })),
});

/** The options of a dataset that an experiment may vary: `cricketLora.dataset.*`. */
export const datasetOptions: Readonly<Record<string, v.GenericSchema>> = {
  statistics: words,
  key: words,
  domain: path,
  format: line(100),
  headerLine: whole(1),
  rows,
  phrasings: path,
  phrasingsPerFact: whole(1),
  heldPhrasings: whole(0),
  heldFacts: v.pipe(v.number(), v.minValue(0), v.maxValue(0.99)),
  seed: v.pipe(whole(0), v.maxValue(0xffffffff)),
  answers: v.picklist(answerForms),
  unknown: v.union([whole(0), v.literal('auto')]),
  unknownAnswer: line(100),
  otherWays: whole(0),
  encoding: line(100),
  delimiter: line(10),
};

/** Those whose every value is a list: several of them are a list of lists. */
export const listOptions: readonly string[] = ['statistics', 'key'];
