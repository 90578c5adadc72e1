/**
 * Takes away one guard after the other (mutations.mjs) and sees to it that the test named notices. No file of
 * the repository is changed: bundles and copies are. `node scripts/mutate.mjs [--only TEXT]`
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runQuietly } from './child.mjs';
import { mutations } from './mutations.mjs';
import { environmentPython, pathWithPython } from './pythonEnvironment.mjs';
import { root } from './root.mjs';
import { setUp } from './setup.mjs';
import { main } from './step.mjs';

const env = {
  ...process.env,
  PATH: pathWithPython(),
  OMP_NUM_THREADS: '1',
  CRICKET_LORA_STATE: join(root, 'out', 'test', 'state'),
};
/** In milliseconds: one that makes its test wait for ever has been noticed, too. */
const mostPatience = 180_000;
const patienceFor = (milliseconds) => Math.min(mostPatience, 20_000 + 2 * milliseconds);

function mutated({ what, file, from, to }) {
  const text = readFileSync(join(root, file), 'utf8');
  if (text.split(from).length < 2) throw new Error(`${what}: ${file} no longer holds ${from}`);
  return text.replace(from, () => to);
}

/**
 * @param {{file?: string}} mutation without a `file` the test runs on what is there
 * @returns {Promise<boolean>} whether the test passed
 */
async function passesInTypeScript(mutation, timeout) {
  const outfile = join(root, 'out', 'mutants', 'mutant.cjs');
  // Only once the packages are installed.
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    packages: 'external',
    logLevel: 'silent',
    entryPoints: [`test/${mutation.test}.test.ts`],
    outfile,
    plugins: [
      {
        name: 'mutate',
        setup({ onLoad }) {
          onLoad({ filter: /\.ts$/ }, ({ path }) =>
            mutation.file !== undefined && path === join(root, mutation.file)
              ? { contents: mutated(mutation), loader: 'ts' }
              : undefined,
          );
        },
      },
    ],
  });
  const { status } = await runQuietly(process.execPath, [outfile], { env, timeout });
  return status === 0;
}

async function passesInPython(mutation, timeout) {
  const folder = mkdtempSync(join(tmpdir(), 'mutant-'));
  try {
    const trainer = join(folder, 'trainer');
    cpSync(join(root, 'trainer'), trainer, { recursive: true });
    if (mutation.file !== undefined) writeFileSync(join(folder, mutation.file), mutated(mutation));
    const args = ['-m', 'pytest', '-q', '-x', '-p', 'no:cacheprovider', `tests/${mutation.test}`];
    const { status } = await runQuietly(environmentPython, args, { cwd: trainer, env, timeout });
    return status === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const passes = (mutation, timeout) =>
  (mutation.test.endsWith('.py') ? passesInPython : passesInTypeScript)(mutation, timeout);

await main(async () => {
  const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
  await setUp({ tests: true });
  // Before an hour's work.
  mutations.forEach(mutated);
  const chosen = mutations.filter(({ what, test }) => `${what} ${test}`.includes(values.only));
  // A test that fails as it is notices nothing.
  const patience = new Map();
  for (const test of new Set(chosen.map((mutation) => mutation.test))) {
    const started = Date.now();
    if (!(await passes({ test }, mostPatience))) {
      console.log(`${test} fails without any mutation`);
      return 1;
    }
    patience.set(test, patienceFor(Date.now() - started));
  }
  let noticed = 0;
  for (const mutation of chosen) {
    const isNoticed = !(await passes(mutation, patience.get(mutation.test)));
    noticed += Number(isNoticed);
    console.log(`${isNoticed ? 'noticed' : 'NOT NOTICED'}: ${mutation.what} (${mutation.test})`);
  }
  console.log(`${noticed} of ${chosen.length} mutations noticed`);
  return noticed === chosen.length ? 0 : 1;
});
