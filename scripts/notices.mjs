import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

/**
 * Writes the licence of every package that lies in the bundles: their text has to travel with their code.
 *
 * @param {Iterable<string>} inputs paths of esbuild's metafiles
 * @throws where a package has no licence text
 */
export function writeNotices(inputs, path = join(root, 'dist', 'THIRD-PARTY-NOTICES.txt')) {
  const names = new Set();
  for (const input of inputs) {
    const name = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
    if (name !== undefined) names.add(name);
  }
  const texts = [...names].sort().map((name) => {
    const folder = join(root, 'node_modules', name);
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
    const text =
      file === undefined
        ? `Licensed under ${license ?? missing(name)}; the package holds no text of it.`
        : readFileSync(join(folder, file), 'utf8').trim();
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  writeFileSync(path, texts.join(`\n${'-'.repeat(80)}\n\n`));
}

function missing(name) {
  throw new Error(`${name} names no licence: it may not be bundled.`);
}
