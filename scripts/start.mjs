/**
 * Opens a sample workspace with the extension loaded from this repository: in VS Code if `code` is
 * on PATH, else in code-server at a printed URL.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runQuietly } from './child.mjs';
import {
  codeServerSystemPackages,
  installCodeServer,
  isCodeServerInstalled,
  linkExtensions,
  startCodeServer,
} from './codeServer.mjs';
import { environmentPython } from './pythonEnvironment.mjs';
import { root } from './root.mjs';
import { makeSampleWorkspace, sampleWorkspace } from './sampleWorkspace.mjs';
import { setUp } from './setup.mjs';
import { main } from './step.mjs';
import { installSystemPackages } from './systemPackages.mjs';

const profile = join(root, '.cache', 'profile');

await main(async () => {
  await setUp();
  makeSampleWorkspace();
  const code = process.platform === 'win32' ? 'code.cmd' : 'code';
  const { status } = await runQuietly(code, ['--version']);
  if (status === 0) return openInCode(code);
  return openInCodeServer();
});

async function openInCode(code) {
  const { status, lines } = await runQuietly(
    code,
    ['--new-window', `--extensionDevelopmentPath=${root}`, sampleWorkspace],
    // The repository's environment is the first `python3` that the extension finds.
    { env: withEnvironmentFirst() },
  );
  console.log(status === 0 ? `VS Code is open on ${sampleWorkspace}.` : lines.join('\n'));
  return status;
}

async function openInCodeServer() {
  if (!isCodeServerInstalled()) await installSystemPackages(codeServerSystemPackages);
  await installCodeServer();
  const machine = join(profile, 'Machine');
  mkdirSync(machine, { recursive: true });
  writeFileSync(
    join(machine, 'settings.json'),
    JSON.stringify({ 'cricketLora.python': environmentPython, 'workbench.startupEditor': 'none' }),
  );
  linkExtensions(profile, root);
  const server = await startCodeServer({ profile });
  console.log(`\nOpen ${server.windowAddress(sampleWorkspace)}\nCtrl-C ends it.`);
  await new Promise((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
  await server.stop();
  return 0;
}

const withEnvironmentFirst = () => ({
  ...process.env,
  PATH: `${join(environmentPython, '..')}${delimiter}${process.env.PATH}`,
});
