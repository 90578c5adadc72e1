/** A dataset that came with a repository: what its questions.meta.json says that training continues from. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { UserError } from '../../src/core/common/userError.ts';
import { readFocus } from '../../src/host/evaluation/focus.ts';
import { recordOwnRun } from '../../src/host/run/ownRuns.ts';
import { temporaryFolder } from '../unit/host/files/temporaryFolder.ts';
import { holds } from './attack.ts';

const request = readFileSync('test/fixtures/run.json', 'utf8');
const shape = { rank: 8, alpha: 16, targetModules: ['q_proj'] };

test('training continues only from an adapter of a run of this machine', async (t) => {
  const folder = await temporaryFolder(t);
  const makeRun = async (name: string, isOwn: boolean): Promise<string> => {
    const run = join(folder, '.cricket-lora', 'runs', name);
    mkdirSync(join(run, 'adapter'), { recursive: true });
    writeFileSync(join(run, 'run.json'), request);
    writeFileSync(join(run, 'adapter', 'adapter_config.json'), '{}');
    if (isOwn) await recordOwnRun(run, request);
    return join(run, 'adapter');
  };
  const own = await makeRun('own', true);
  const foreign = await makeRun('foreign', false);
  const withLink = await makeRun('with-link', true);
  const secret = join(folder, 'secret', 'adapter');
  mkdirSync(secret, { recursive: true });
  writeFileSync(join(secret, 'adapter_config.json'), '{}');
  symlinkSync(secret, join(withLink, 'more'));

  const dataset = join(folder, 'x.dataset');
  mkdirSync(dataset);
  const questions = join(dataset, 'questions.jsonl');
  const good = { run: 'own', base: 'embedded', adapter: own, shape, failedFacts: 1 };
  const readWith = (focus: unknown) => {
    writeFileSync(join(dataset, 'questions.meta.json'), JSON.stringify({ focus }));
    return readFocus(questions);
  };
  assert.deepEqual(await readWith({ ...good, more: 1 }), good);
  assert.equal(await readWith(undefined), undefined);
  assert.equal(await readWith({ ...good, adapter: join(folder, 'gone', 'adapter') }), undefined);

  const hostile: [object, RegExp][] = [
    [{ adapter: foreign }, /not of a run that this machine made or adopted/],
    [{ adapter: secret }, /not of a run that this machine made or adopted/],
    [{ adapter: withLink }, /is a link/],
    [{ adapter: join(folder, 'secret') }, /no adapter of a run/],
    [{ adapter: `${own}/../../../../secret/adapter` }, /no adapter of a run/],
    [{ adapter: '../secret/adapter' }, /no adapter of a run/],
    [{ adapter: '//evil/share/adapter' }, /no adapter of a run/],
    [{ adapter: '\\\\evil\\share\\adapter' }, /no adapter of a run/],
    [{ adapter: { toString: 'x' } }, /adapter: /],
    [{ base: '\u001b]0;x\u0007' }, /base: control characters/],
    [{ shape: { ...shape, rank: 1e9 } }, /shape: no recipe/],
    [{ shape: { ...shape, targetModules: ['__proto__'] } }, /shape: no recipe/],
  ];
  for (const [change, problem] of hostile) {
    await holds('a dataset’s adapter', () =>
      assert.rejects(readWith({ ...good, ...change }), (error) => {
        assert.ok(error instanceof UserError, String(error));
        assert.match(error.message, problem);
        return true;
      }),
    );
  }
});
