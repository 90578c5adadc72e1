import assert from 'node:assert/strict';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { UserError } from '../../../../src/core/common/userError.ts';
import { PythonAnswerer } from '../../../../src/host/ask/pythonAnswerer.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';

/** Uses the protocol of `python -m cricket_lora.ask`, and does what the question says. */
const interpreter = `#!${process.execPath}
const { createInterface } = require('node:readline');
const tell = (message) => console.log(JSON.stringify(message));
const [, name, run] = process.argv.slice(2);
if (name !== 'cricket_lora.ask' || !run.endsWith('run.json')) process.exit(9);
console.log('Loading weights: 100%');
tell({ ready: true });
createInterface({ input: process.stdin }).on('line', (line) => {
  const { number, messages } = JSON.parse(line);
  const { content } = messages.at(-1);
  if (content === 'end') { console.error('RuntimeError: out of memory'); process.exit(1); }
  if (content === 'fail') { tell({ failed: 'base-not-found', base: '/b' }); process.exit(2); }
  if (content === 'refuse') return tell({ number, refused: 'question-refused', reason: 'it has the token 9' });
  if (content === 'wait') return;
  if (content === 'who') return tell({ number, adapter: { output: String(process.pid), tokens: [] } });
  const said = (output) => ({ output, tokens: [{ text: output, probability: 0.5 }] });
  tell({ number, adapter: said(content + '!'), base: said('?') });
});
`;

async function fake(context: TestContext): Promise<PythonAnswerer> {
  const folder = await temporaryFolder(context);
  const python = join(folder, 'python');
  await writeFile(python, interpreter);
  await chmod(python, 0o755);
  const answerer = new PythonAnswerer(python, folder);
  context.after(() => {
    answerer.dispose();
  });
  return answerer;
}
const ask = (answerer: PythonAnswerer, content: string, signal?: AbortSignal) =>
  answerer.answer([{ role: 'user', content }], { maxTokens: 8, ...(signal && { signal }) });

test('one process answers several questions, by adapter and base', async (context) => {
  const answerer = await fake(context);
  const [first, second] = await Promise.all([ask(answerer, 'a'), ask(answerer, 'b')]);
  assert.deepEqual(first, {
    adapter: { output: 'a!', tokens: [{ text: 'a!', probability: 0.5 }] },
    base: { output: '?', tokens: [{ text: '?', probability: 0.5 }] },
  });
  assert.equal(second.adapter.output, 'b!');
});

test('when the process ends, pending questions are rejected with the reason and the next one restarts it', async (context) => {
  const answerer = await fake(context);
  const waiting = ask(answerer, 'wait');
  const isOutOfMemory = (error: unknown): boolean =>
    error instanceof UserError && error.message.includes('out of memory');
  await Promise.all([
    assert.rejects(waiting, isOutOfMemory),
    assert.rejects(ask(answerer, 'end'), isOutOfMemory),
  ]);
  await assert.rejects(ask(answerer, 'fail'), /The base '\/b' was not found/);
  assert.equal((await ask(answerer, 'again')).adapter.output, 'again!');
});

test('what cannot be asked is said, and the process goes on', async (context) => {
  const answerer = await fake(context);
  const { output } = (await ask(answerer, 'who')).adapter;
  await assert.rejects(
    ask(answerer, 'refuse'),
    /^UserError: The base cannot be asked this: it has the token 9\. Ask something else\.$/,
  );
  assert.equal((await ask(answerer, 'who')).adapter.output, output);
});

test('aborting ends the process; a missing interpreter is reported', async (context) => {
  const answerer = await fake(context);
  const aborting = new AbortController();
  const waiting = ask(answerer, 'wait', aborting.signal);
  aborting.abort();
  await assert.rejects(waiting, { name: 'AbortError' });
  const folder = await temporaryFolder(context);
  await assert.rejects(ask(new PythonAnswerer(join(folder, 'none'), folder), 'a'), /ENOENT/);
});

test('a signal that fires after the answer ends nothing', async (context) => {
  const answerer = await fake(context);
  const over = new AbortController();
  const first = await ask(answerer, 'who', over.signal);
  over.abort();
  assert.equal((await ask(answerer, 'who')).adapter.output, first.adapter.output);
});
