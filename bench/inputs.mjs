/**
 * Writes what the Python benchmarks read, for machines that have no Node:
 * the questions of the bundled table and of 1,000 invented players, and the presets. `npm run bench -- inputs FOLDER`
 */
import { build } from 'esbuild';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../scripts/root.mjs';
import { playersTable } from './playersTable.mjs';

const source = `
  export { parseTable } from './src/core/table/table.ts';
  export { parsePhrasings } from './src/core/dataset/phrasings.ts';
  export { generateQuestions } from './src/core/dataset/generateQuestions.ts';
  export { formatQuestions } from './src/core/dataset/questionsFile.ts';
  export { presets } from './src/core/recipe/recipe.ts';
`;

/** The functions above, compiled on the spot: a benchmark measures the sources as they are. */
async function importCore() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    stdin: { contents: source, resolveDir: root },
    bundle: true,
    format: 'esm',
    write: false,
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  return import(`data:text/javascript;base64,${code}`);
}

/** @returns {Promise<{questions: string, players: string, presets: string}>} paths in `folder` */
export async function writeInputs(folder) {
  const core = await importCore();
  const data = (name) => readFile(join(root, 'data', name), 'utf8');
  const phrasings = core.parsePhrasings(await data('phrasings.json'), 'phrasings.json');
  const questionsOf = (text, name) => {
    const { questions } = core.generateQuestions(core.parseTable(text, { name }), phrasings);
    return core.formatQuestions(questions);
  };
  const paths = {
    questions: join(folder, 'questions.jsonl'),
    players: join(folder, 'questions-1000-players.jsonl'),
    presets: join(folder, 'presets.json'),
  };
  await mkdir(folder, { recursive: true });
  await writeFile(paths.questions, questionsOf(await data('test_batting.csv'), 'test_batting.csv'));
  await writeFile(paths.players, questionsOf(playersTable(1000), 'players.csv'));
  await writeFile(paths.presets, `${JSON.stringify(core.presets, null, 2)}\n`);
  return paths;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [folder] = process.argv.slice(2);
  if (folder) console.log(Object.values(await writeInputs(resolve(folder))).join('\n'));
  else {
    console.error('npm run bench -- inputs FOLDER');
    process.exitCode = 2;
  }
}
