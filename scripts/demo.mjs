/** The main job in the terminal: sets up what is missing, then hands over to `dist/cli.cjs demo`. */
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
