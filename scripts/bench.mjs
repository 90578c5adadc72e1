/** `npm run bench -- NAME [--out FILE] …`: runs bench/NAME.mjs with the remaining arguments. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runInTerminal } from './child.mjs';
import { root } from './root.mjs';

const [name = '', ...args] = process.argv.slice(2);
const names = readdirSync(join(root, 'bench'))
  .filter((file) => file.endsWith('.mjs'))
  .map((file) => file.slice(0, -'.mjs'.length))
  .sort();

if (/^\w+$/.test(name) && existsSync(join(root, 'bench', `${name}.mjs`))) {
  process.exitCode = await runInTerminal(process.execPath, [join('bench', `${name}.mjs`), ...args]);
} else {
  console.error(`npm run bench -- NAME [--out FILE], with NAME one of: ${names.join(', ')}`);
  process.exitCode = 2;
}
