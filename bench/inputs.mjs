/**
 * Writes what the Python benchmarks read, for machines that have no Node:
 * the bundled table's questions and the presets. `npm run bench -- inputs FOLDER`
 */
import { build } from 'esbuild';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../scripts/root.mjs';

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

/** @returns {Promise<{questions: string, presets: string}>} the paths of the files in `folder` */
export async function writeInputs(folder) {
  const core = await importCore();
  const data = (name) => readFile(join(root, 'data', name), 'utf8');
  const table = core.parseTable(await data('test_batting.csv'), { name: 'test_batting.csv' });
  const phrasings = core.parsePhrasings(await data('phrasings.json'), 'phrasings.json');
  const { questions } = core.generateQuestions(table, phrasings);
  const paths = {
    questions: join(folder, 'questions.jsonl'),
    presets: join(folder, 'presets.json'),
  };
  await mkdir(folder, { recursive: true });
  await writeFile(paths.questions, core.formatQuestions(questions));
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
