import { parseTable } from '../../../../src/core/table/table.ts';
import { generateQuestions } from '../../../../src/core/dataset/generateQuestions.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkValue } from '../../../../src/core/common/checkValue.ts';
import { countedText } from '../../../../src/core/common/counted.ts';
import { inEnglish, joined, say, spoken, type Text } from '../../../../src/core/common/sentence.ts';
import { UserError } from '../../../../src/core/common/userError.ts';
import { readingInWords } from '../../../../src/core/dataset/readingSummary.ts';
import { experimentSchema } from '../../../../src/core/experiment/experimentSchema.ts';
import { gridOf } from '../../../../src/core/experiment/grid.ts';
import { changesInWords, methodInWords } from '../../../../src/core/experiment/sentences.ts';
import {
  hyperparameters,
  targetModules as allModules,
} from '../../../../src/core/recipe/recipe.ts';
import { describeFailure, failureCodes } from '../../../../src/core/run/trainerFailures.ts';
import { hostFailure, hostFailureCodes } from '../../../../src/core/target/hostFailures.ts';
import { errorOf, threadErrorOf } from '../../../../src/host/threads/threadError.ts';
import { phrasings } from '../reading/askTable.ts';
import { experimentWith } from '../experiment/results.ts';
import { l10n, useLanguage } from '../../vscode.ts';

const inner = say('{0} lacks {1}', 'a.csv', countedText(3, 'row'));
const outer = joined([say('line {0}', 7), inner, 'as {0} says'], '; ');

describe('a sentence', () => {
  test('is English where nothing else is asked for, and its values are not read again', () => {
    assert.equal(spoken(outer), 'line 7; a.csv lacks 3 rows; as {0} says');
  });

  test('is put into another language with all that it holds', () => {
    const words = new Map([
      ['line {0}', 'पंक्ति {0}'],
      ['{0} lacks {1}', '{0} में {1} नहीं'],
      ['{0} rows', '{0} पंक्तियाँ'],
    ]);
    const said = spoken(outer, (text, ...values) =>
      (words.get(text) ?? text).replace(/\{(\d)\}/g, (_, at: string) => String(values[Number(at)])),
    );
    assert.equal(said, 'पंक्ति 7; a.csv में 3 पंक्तियाँ नहीं; as {0} says');
  });

  test('is English in a file, and survives being posted', () => {
    assert.equal(JSON.stringify({ why: [inner] }, inEnglish), '{"why":["a.csv lacks 3 rows"]}');
    assert.equal(spoken(structuredClone(outer)), spoken(outer));
  });

  test('is what an error says, also out of a thread', () => {
    const thrown = errorOf(structuredClone(threadErrorOf(new UserError(inner, 'train'))));
    assert.ok(thrown instanceof UserError);
    assert.equal(thrown.message, 'a.csv lacks 3 rows');
    assert.deepEqual([thrown.text, thrown.remedy], [inner, 'train']);
  });
});

describe('in Hindi', () => {
  const inHindi = <Value>(work: () => Value): Value => {
    useLanguage('hi');
    try {
      return work();
    } finally {
      useLanguage('en');
    }
  };
  const isHindi = (text: string): void => {
    assert.match(text, /\p{Script=Devanagari}/u);
  };

  test('is every failure of the trainer and of hosts, with all of its parameters', () => {
    for (const code of failureCodes) {
      const parameters = { base: 'a/b', tries: 2, needed: 9e9, lastWords: 'Killed', free: 1e6 };
      const { message } = describeFailure(code, parameters);
      const hindi = inHindi(() => describeFailure(code, parameters, l10n.t).message);
      isHindi(hindi);
      assert.notEqual(hindi, message);
      assert.equal(hindi.includes('a/b'), message.includes('a/b'), code);
    }
    // The last says only what the host says.
    for (const code of hostFailureCodes.filter((one) => one !== 'host-error'))
      isHindi(inHindi(() => spoken(hostFailure('gpu', code, {}).text, l10n.t)));
  });

  test('is how a table is read, but for what stands in it', () => {
    const text = 'Player,Team,Runs\nAda Reed,Bexley,1\nBo Lind,Novi,#N/A\nCy Ames,Novi,x\n';
    const { meta } = generateQuestions(parseTable(text, { name: 'a.csv' }), phrasings);
    const lines = readingInWords(meta.reading);
    assert.ok(lines.length > 3);
    for (const line of inHindi(() => lines.map((one) => spoken(one, l10n.t)))) {
      isHindi(line);
      assert.doesNotMatch(line, /[a-z]{2,} [a-z]{2,}/);
    }
  });

  test('is what is wrong with an experiment.json, and what its runs are called', () => {
    const said = (text: Text): string => inHindi(() => spoken(text, l10n.t));
    const broken: readonly object[] = [
      { recipe: { rank: 0 } },
      { recipe: { rnk: 8 } },
      { recipe: { seed: 1 } },
      { recipe: { rank: [] } },
      { recipe: { rank: [8, 8] } },
      { dataset: { heldFacts: 2 } },
      { dataset: { python: 'x' } },
      { table: '../x' },
      { questions: 'q.jsonl' },
      { launcher: 'srun' },
      { name: 3 },
      { name: 'a\u0000' },
      { seeds: 'x' },
      { seeds: [] },
      { probes: 'yes' },
      { stopping: {} },
      { limits: { runs: 0 } },
      { recipe: { rank: [1, 2, 3] }, limits: { runs: 2 } },
    ];
    for (const content of broken) {
      const whole = { v: 1, name: 'x', table: 't.csv', ...content };
      const { problem = '' } = checkValue(experimentSchema, whole);
      isHindi(said(problem));
      assert.doesNotMatch(said(problem), /[a-z]{2,} (is|a|to|of|has|in) /, spoken(problem));
    }
    const targetModules = [['q_proj', 'v_proj'], allModules];
    const { points } = gridOf(experimentWith({ recipe: { targetModules } }));
    assert.deepEqual(
      points.map(({ label }) => said(label)),
      ['q, v, seed 1', 'सभी linear, seed 1'],
    );
  });

  test('is the phase in which a device ran out of memory', () => {
    const parameters = { phase: 'training', batchSize: 64 };
    const hindi = inHindi(() => describeFailure('out-of-memory', parameters, l10n.t).message);
    assert.match(hindi, /^चरण 'ट्रेनिंग' में/);
    assert.match(describeFailure('out-of-memory', parameters).message, /in the phase 'training'/);
    const odd = { ...parameters, phase: 'toString' };
    assert.match(describeFailure('out-of-memory', odd).message, /in the phase 'toString'/);
  });

  test('is what an experiment concludes, and what a recipe’s settings are for', () => {
    const dimensions = [
      { id: 'recipe.rank', name: 'rank', levels: [{ label: '8' }, { label: '64' }] },
    ];
    const change = changesInWords({ dimensions, points: [] }, [
      { dimension: 0, level: 1, insteadOf: 0 },
    ]);
    assert.equal(
      inHindi(() => spoken(change, l10n.t)),
      '8 की जगह rank 64',
    );
    isHindi(inHindi(() => spoken(methodInWords(1), l10n.t)));
    for (const { reason } of Object.values(hyperparameters))
      isHindi(inHindi(() => spoken(reason, l10n.t)));
  });
});
