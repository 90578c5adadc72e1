import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { UserError } from '../../../../src/core/common/userError.ts';
import type { Message } from '../../../../src/core/dataset/question.ts';
import type { LookedUp } from '../../../../src/core/lookup/lookUpQuestion.ts';
import type { ModelOutput } from '../../../../src/core/pages/askMessages.ts';
import { presets } from '../../../../src/core/recipe/recipe.ts';
import { AskModel } from '../../../../src/host/ask/askModel.ts';
import { createRun } from '../../../../src/host/run/runFolder.ts';
import type { EvaluationThread } from '../../../../src/host/threads/evaluationThread.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';
import { writeQuestions } from '../run/fakeRun.ts';

const said = (output: string): ModelOutput => ({ output, tokens: [] });

/** A model that repeats the messages that it is asked, and a look-up that puts a row before them. */
async function modelWith(t: TestContext, lookUp: (asked: readonly Message[]) => LookedUp) {
  const parent = await temporaryFolder(t);
  const run = await createRun({
    ...{ runsFolder: parent, questionsPath: await writeQuestions(parent), base: 'b' },
    ...{ recipe: presets.recall, operation: 'train', target: 'local' },
  });
  const says = (messages: readonly Message[]): string =>
    messages.map(({ content }) => content).join('|');
  return new AskModel(run, {
    answerer: {
      answer: (messages) =>
        Promise.resolve({ adapter: said('adapter'), base: said(says(messages)) }),
      parity: () => Promise.resolve(undefined),
      dispose: () => undefined,
    },
    evaluation: () => ({ asked: () => Promise.resolve(undefined) }) as unknown as EvaluationThread,
    lookUp: (asked) => Promise.resolve().then(() => lookUp(asked)),
  });
}

test('with look-up the base is asked once more, with the row that is told', async (t) => {
  const row = { row: 1, name: 'Ada', cells: [['Runs', '1']] } as const;
  const model = await modelWith(t, (asked) => ({
    prompt: [{ role: 'system', content: 'row' }, ...asked],
    row,
  }));
  const plain = await model.ask('Ada?');
  assert.deepEqual(plain, { question: 'Ada?', adapter: said('adapter'), base: said('Ada?') });
  assert.deepEqual(await model.ask('Ada?', { withLookUp: true }), {
    ...plain,
    lookUp: { cells: row.cells, base: said('row|Ada?') },
  });
});

test('without a row, or a table, the other answers are told all the same', async (t) => {
  const nothing = await modelWith(t, (prompt) => ({ prompt, row: undefined }));
  const { lookUp } = await nothing.ask('Ada?', { withLookUp: true });
  assert.deepEqual(lookUp, { cells: null, base: said('Ada?') });
  const gone = await modelWith(t, () => {
    throw new UserError('The table is not there.');
  });
  const answer = await gone.ask('Ada?', { withLookUp: true });
  assert.deepEqual(answer.lookUp, { problem: 'The table is not there.' });
  assert.equal(answer.adapter.output, 'adapter');
  const broken = await modelWith(t, () => {
    throw new TypeError('a bug');
  });
  await assert.rejects(broken.ask('Ada?', { withLookUp: true }), TypeError);
});
