/**
 * The attacks of test/attacks at full length: 10,000 of each that is fuzzed, unless told otherwise. Prints
 * how many were tried and held. `node scripts/attacks.mjs [--attempts N] [--only FILE]`
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runQuietly } from './child.mjs';
import { environmentPython, pathWithPython } from './pythonEnvironment.mjs';
import { root } from './root.mjs';
import { setUp } from './setup.mjs';
import { main } from './step.mjs';

const folder = join(root, 'out', 'test', 'attacks');
const minutes = 30;

await main(async () => {
  const { values } = parseArgs({
    options: {
      attempts: { type: 'string', default: '10000' },
      only: { type: 'string', default: '' },
    },
  });
  await setUp({ tests: true });
  const env = {
    ...process.env,
    PATH: pathWithPython(),
    OMP_NUM_THREADS: '1',
    ATTACKS: values.attempts,
    CRICKET_LORA_STATE: join(root, 'out', 'test', 'state'),
  };
  const sums = { tried: 0, held: 0 };
  const cuts = { tried: 0, held: 0 };
  let failed = 0;
  const run = async (name, command, args, options = {}) => {
    const { status, lines } = await runQuietly(command, args, {
      env,
      timeout: minutes * 60_000,
      ...options,
    });
    for (const line of lines.filter((one) => /^attack: /.test(one))) {
      console.log(line);
      const [, tried = 0, held = 0] = /: (\d+) tried, (\d+) held$/.exec(line) ?? [];
      for (const sum of line.includes('a power cut') ? [sums, cuts] : [sums]) {
        sum.tried += Number(tried);
        sum.held += Number(held);
      }
    }
    if (status === 0) return;
    failed++;
    console.log(`✖ ${name}`, lines.slice(-60).join('\n'));
  };
  const isChosen = (name) => name.includes(values.only);
  const files = readdirSync(folder).filter((name) => name.endsWith('.test.cjs') && isChosen(name));
  for (const name of files) {
    await run(name, process.execPath, ['--enable-source-maps', join(folder, name)]);
  }
  for (const name of ['test_attacks.py', 'test_fuzzed_files.py'].filter(isChosen)) {
    const python = ['-m', 'pytest', '-q', '-s', '-p', 'no:cacheprovider', `tests/protocol/${name}`];
    await run(name, environmentPython, python, { cwd: join(root, 'trainer') });
  }
  if (cuts.tried > 0) console.log(`${cuts.tried} power cuts, ${cuts.tried - cuts.held} runs lost`);
  console.log(`${sums.tried} tried, ${sums.held} held`);
  return failed === 0 && sums.tried === sums.held ? 0 : 1;
});
