/** Runs the whole job in the terminal: installs what is missing, then runs `dist/cli.cjs demo`. */
import { runInTerminal } from './child.mjs';
import { environmentPython } from './pythonEnvironment.mjs';
import { setUp } from './setup.mjs';
import { main } from './step.mjs';

await main(async () => {
  await setUp();
  const args = process.argv.slice(2);
  return runInTerminal(process.execPath, [
    'dist/cli.cjs',
    'demo',
    '--python',
    environmentPython,
    ...args,
  ]);
});
